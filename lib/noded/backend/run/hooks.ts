import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXT_PLUGIN_MASK, HKR_FAIL, HKR_SKIP, HKR_SUCCESS, HOOKS_PHASE_POST, HOOKS_PHASE_PRE } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { isMissing } from '../../../common/files.js';
import { outputOf } from './outcome.js';

/** Script, outcome (HKR_*) and output of one hook. */
export type HookResult = [string, number, string];

/**
 * Runs the scripts of a hook directory in the order of their names, each with exactly the given environment (and, in a
 * virtual cluster, what makes programs act for this node). A directory that does not exist has no scripts.
 */
export async function runHooks(
  ctx: Pick<NodeContext, 'paths' | 'run' | 'environment'>,
  hookPath: string,
  phase: string,
  env: Readonly<Record<string, string>>,
): Promise<HookResult[]> {
  if (phase !== HOOKS_PHASE_PRE && phase !== HOOKS_PHASE_POST) throw new NodeError(`Unknown hooks phase '${phase}'`);
  if (!EXT_PLUGIN_MASK.test(hookPath)) throw new NodeError(`Invalid hooks path '${hookPath}'`);
  const subdirectory = `${hookPath}-${phase}.d`;
  const directory = join(ctx.paths.file('hooksDir'), subdirectory);
  const results: HookResult[] = [];
  for (const name of await visibleNames(directory)) {
    const path = join(directory, name);
    const [outcome, output] =
      EXT_PLUGIN_MASK.test(name) && (await isExecutable(path)) ? await runHook(ctx, path, env) : [HKR_SKIP, ''];
    results.push([`${subdirectory}/${name}`, outcome, output]);
  }
  return results;
}

async function visibleNames(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
  } catch (e) {
    if (isMissing(e) || (e instanceof Error && 'code' in e && e.code === 'ENOTDIR')) return [];
    throw e;
  }
}

/** Whether a path is a regular file that we may execute. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function runHook(
  ctx: Pick<NodeContext, 'run' | 'environment'>,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<[number, string]> {
  try {
    const result = await ctx.run.tryRun(path, [], {
      env: { ...ctx.environment, ...env },
      bareEnv: true,
      cwd: '/',
      timeout: 0,
    });
    return [result.exitCode === 0 ? HKR_SUCCESS : HKR_FAIL, outputOf(result).trim()];
  } catch (e) {
    return [HKR_FAIL, `Hook script execution error: ${messageOf(e)}`];
  }
}
