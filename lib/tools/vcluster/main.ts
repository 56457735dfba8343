import { realpath } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { isMissing } from '../../common/files.js';
import type { VclusterContext } from './context.js';
import { destroyVcluster } from './destroy.js';
import { initialiseCluster, nextSteps } from './initialise.js';
import { bootNode, crashNode } from './power.js';
import { setupVcluster } from './setup.js';
import { vclusterCommand, type VclusterSettings } from './settings.js';
import { requirePlan } from './store.js';

async function act(settings: VclusterSettings, ctx: VclusterContext): Promise<void> {
  const existing = async () => requirePlan(await realDirectory(settings.dir), ctx.files);
  if (settings.destroy) return destroyVcluster(await existing(), ctx);
  if (settings.crash !== undefined) return crashNode(await existing(), settings.crash, ctx);
  if (settings.boot !== undefined) return bootNode(await existing(), settings.boot, ctx);
  const plan = await setupVcluster(settings, ctx);
  if (!settings.init) {
    ctx.say(nextSteps(plan));
    return;
  }
  try {
    await initialiseCluster(plan, settings, ctx);
  } catch (e) {
    await destroyVcluster(plan, ctx);
    throw e;
  }
}

async function realDirectory(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (e) {
    if (isMissing(e)) throw new Error(`Directory '${dir}' does not exist`, { cause: e });
    throw e;
  }
}

/** The program vcluster-setup; returns its exit code. */
export async function runVclusterSetup(argv: readonly string[], ctx: VclusterContext): Promise<number> {
  const command = vclusterCommand((settings) => act(settings, ctx)).exitOverride();
  try {
    await command.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode === 0 ? 0 : 1;
    process.stderr.write(`vcluster-setup: ${e instanceof Error ? e.message : String(e)}\n`);
    return 1;
  }
}
