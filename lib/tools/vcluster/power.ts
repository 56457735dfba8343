import { join } from 'node:path';
import { CommandFailed } from '../../common/exec.js';
import { isMissing } from '../../common/files.js';
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

/** Starts the node daemons of all nodes, then the rest, so that the master finds its nodes. */
export async function startAll(plan: VclusterPlan, ctx: VclusterContext): Promise<void> {
  for (const node of plan.nodes) await onNode(plan, node, ['daemon-util', 'start', 'ganeti-noded'], ctx);
  for (const node of plan.nodes) await onNode(plan, node, ['daemon-util', 'start-all'], ctx);
}

/** Whether `gnt-cluster init` has run on some node. */
export async function isInitialised(plan: VclusterPlan, ctx: VclusterContext): Promise<boolean> {
  const file = join(nodeRoot(plan, plan.nodes[0] ?? ''), 'var/lib/ganeti/ssconf_master_node');
  try {
    return (await ctx.files.readTextIfPresent(file)) !== undefined;
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}
