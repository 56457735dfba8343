import { join } from 'node:path';
import { CommandFailed } from '../../common/exec.js';
import type { VclusterContext } from './context.js';
import { vnode } from './layout.js';
import { nodeRoot, type VclusterPlan } from './plan.js';
import { killAll } from './processes.js';

function known(plan: VclusterPlan, node: string): string {
  if (!plan.nodes.includes(node))
    throw new Error(`There is no node '${node}' in ${plan.dir}; it has ${plan.nodes.join(', ')}`);
  return nodeRoot(plan, node);
}

/** Power cut: ends every process of the node, guests too; its next boot has a new boot id. */
export async function crashNode(plan: VclusterPlan, node: string, ctx: VclusterContext): Promise<void> {
  const root = known(plan, node);
  const count = await killAll([root], ctx.clock);
  await ctx.files.writeAtomic(join(root, 'etc/ganeti/vnode.json'), vnode(plan, ctx.random.uuid()), { mode: 0o644 });
  ctx.say(`${node}: power cut, ${count} processes ended`);
}

/** Runs a command on a virtual node; throws with its output when it fails. */
export async function onNode(
  plan: VclusterPlan,
  node: string,
  argv: readonly string[],
  ctx: VclusterContext,
): Promise<string> {
  const result = await ctx.runner.tryRun(join(nodeRoot(plan, node), 'cmd'), argv, { env: passedEnvironment() });
  if (result.exitCode !== 0) throw new CommandFailed(result);
  return result.stdout;
}

/** HOME and the PATH that finds node stay; everything else is the node's own. */
function passedEnvironment(): Record<string, string> {
  const keep = ['PATH', 'HOME', 'TMPDIR'].flatMap((k) =>
    process.env[k] === undefined ? [] : [[k, process.env[k]] as const],
  );
  return Object.fromEntries(keep);
}

/** Starts the daemons of a node: those of every node, and of the master if it is one. */
export async function bootNode(plan: VclusterPlan, node: string, ctx: VclusterContext): Promise<void> {
  known(plan, node);
  await onNode(plan, node, ['daemon-util', 'start-all'], ctx);
  ctx.say(`${node}: started`);
}
