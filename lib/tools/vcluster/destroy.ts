import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeAddresses, removeBridge } from './bridge.js';
import type { VclusterContext } from './context.js';
import { removeFromEtcHosts } from './etc-hosts.js';
import { removeSocketLinks, removeTaps } from './leftovers.js';
import { nodeAddress, nodeRoot, type VclusterPlan } from './plan.js';
import { killAll } from './processes.js';
import { SubnetRegistry } from './subnet.js';

/** Ends everything of this cluster and leaves no process, bridge, tap, link, hosts entry or file; others go on. */
export async function destroyVcluster(plan: VclusterPlan, ctx: VclusterContext): Promise<void> {
  const count = await killAll(
    plan.nodes.map((n) => nodeRoot(plan, n)),
    ctx.clock,
  );
  if (process.getuid?.() === 0) await removeTaps(plan, ctx.runner, ctx.files);
  await removeSocketLinks(plan);
  if (plan.bridge !== null) await removeBridge(ctx.runner, plan.bridge);
  if (plan.netdev !== null) {
    await removeAddresses(
      ctx.runner,
      plan.netdev,
      plan.nodes.map((n) => nodeAddress(plan, n)),
    );
  }
  if (plan.etcHosts) await removeFromEtcHosts(ctx.files, plan.dir);
  if (plan.base !== plan.dir) await rm(plan.base, { force: true });
  await rm(plan.dir, { recursive: true, force: true });
  await new SubnetRegistry(join(ctx.registryDir, 'networks')).release(plan.prefix, plan.dir);
  ctx.say(`${plan.dir}: ${count} processes ended, everything removed`);
}
