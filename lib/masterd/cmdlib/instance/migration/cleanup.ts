import { OpExecError } from '@gnt/protocol';
import { setPrimaryNode } from '../../common/changes.js';
import { payloadOf } from '../../common/results.js';
import type { Mover } from './mover.js';

/** Nodes on which the instance, or what a migration left of it, is known to the hypervisor. */
async function locations(mover: Mover): Promise<string[]> {
  const { ctx, instance } = mover;
  mover.say('* asking the nodes where the instance runs (a hypervisor that hangs makes this hang)');
  const { nodes, cluster } = ctx.cfg.snapshot;
  const online = Object.values(nodes)
    .filter((n) => !n.offline)
    .map((n) => n.uuid);
  const results = await ctx.rpc.many(online, 'instance_list', {
    hypervisor_list: [instance.hypervisor],
    hvparams: structuredClone(cluster.hvparams),
  });
  const names = [instance.name, `${instance.name}--incoming`, `${instance.name}--migratedaway`];
  const found = [...results].filter(([node, result]) => {
    const running = payloadOf(result, `Can't contact node ${mover.name(node)}`);
    return names.some((n) => running.includes(n));
  });
  mover.say(`* instance running on: ${found.map(([node]) => mover.name(node)).join(',')}`);
  return found.map(([node]) => node);
}

async function abortLeftOver(mover: Mover): Promise<string[]> {
  mover.say('Trying to cleanup after failed migration');
  const failures = (await mover.abort(await mover.migrationInfo())).flatMap((r) => (r.ok ? [] : [r.error]));
  if (failures.length > 0) throw new OpExecError(`Instance migration cleanup failed: ${failures.join(',')}`);
  return locations(mover);
}

/** Sets configuration and disks right after a migration that was interrupted. */
export async function cleanUp(mover: Mover): Promise<void> {
  const { ctx, source, uuid } = mover;
  let { target } = mover;
  let where = await locations(mover);
  if (where.includes(source) && where.includes(target)) where = await abortLeftOver(mover);
  if (where.includes(source) && where.includes(target)) {
    throw new OpExecError('Two nodes say that they run the instance; stop it by hand on one of them, then repeat this');
  }
  if (!where.includes(source) && !where.includes(target)) {
    const [only] = where;
    if (only === undefined || where.length > 1) {
      throw new OpExecError(
        "No node runs the instance; 'gnt-instance stop' shuts its disks down in order, after that start it again",
      );
    }
    target = only;
    mover.say(`* the instance runs on ${mover.name(target)}, recording that as its node`);
  }
  let demoted = target;
  if (where.includes(target)) {
    mover.say(`* the instance runs on its secondary ${mover.name(target)}, recording that`);
    await ctx.cfg.update((draft) => setPrimaryNode(draft, uuid, target));
    demoted = source;
  } else {
    mover.say(`* the instance does run on its primary ${mover.name(source)}`);
  }
  await mover.closeDisks(demoted);
  if (mover.mirrored) {
    // As in the original, a mirror that is out of step now is put in step below.
    await mover.waitUntilSync().catch((e: unknown) => {
      if (!(e instanceof OpExecError)) throw e;
    });
    await mover.goStandalone();
    await mover.reconnect(false);
    await mover.waitUntilSync();
  } else if (mover.shared) {
    await mover.openDisks(mover.instance.primary_node, true);
  }
  mover.say('* done');
}
