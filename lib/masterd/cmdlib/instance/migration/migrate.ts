import { OpExecError, type HypervisorInfo } from '@gnt/protocol';
import { setPrimaryNode } from '../../common/changes.js';
import { payloadOf } from '../../common/results.js';
import { isConsistent } from '../../storage/sync.js';
import type { Mover } from './mover.js';

const POLL_MS = 1000;
const REPORT_MS = 10_000;
const FAILED: readonly unknown[] = ['failed', 'cancelled'];
const ACTIVE: readonly unknown[] = ['active', 'postcopy-active', 'setup', 'device', 'pre-switchover'];

/** Compares what both nodes' hypervisors say of their version. */
export function versionMismatch(
  source: HypervisorInfo | null | undefined,
  target: HypervisorInfo | null | undefined,
): [string, string] | undefined {
  const [from, to] = [source?.hv_version, target?.hv_version];
  if (from === undefined || from === null || to === undefined || to === null) return undefined;
  const [a, b] = [JSON.stringify(from), JSON.stringify(to)];
  return a === b ? undefined : [a, b];
}

async function checkVersions(mover: Mover): Promise<void> {
  const { ctx, source, target, instance } = mover;
  const hvparams = { ...ctx.cfg.snapshot.cluster.hvparams[instance.hypervisor] };
  const results = await ctx.rpc.many([source, target], 'node_info', {
    storage_units: null,
    hv_specs: [[instance.hypervisor, hvparams]],
  });
  const info = (node: string): HypervisorInfo | null | undefined =>
    payloadOf(results.get(node), `Node '${mover.name(node)}' did not tell about itself`)[2]?.[0];
  const mismatch = versionMismatch(info(source), info(target));
  if (!mismatch) return;
  const [from, to] = mismatch;
  mover.say(`* warning: hypervisor ${from} on the source, ${to} on the target`);
  mover.say(`  a migration from ${from} to ${to} may well fail`);
  if (!mover.move.request.ignoreHvVersions)
    throw new OpExecError(`Unsupported migration between hypervisor versions (${from} to ${to})`);
  mover.say('  going on all the same, as asked');
}

async function checkDisks(mover: Mover): Promise<void> {
  mover.say("* checking that the target's disks are up to date");
  for (const [idx, disk] of mover.disks.entries()) {
    if (await isConsistent(mover.ctx, mover.uuid, disk, mover.target, false)) continue;
    throw new OpExecError(`Disk ${idx} of the target is degraded or not in sync; no migration`);
  }
}

async function fitMemory(mover: Mover): Promise<void> {
  const { freeMemory, usedMemory, request } = mover.move;
  if (freeMemory === null || usedMemory === null || usedMemory <= freeMemory) return;
  const { name } = mover.instance;
  if (!request.mayShrink) {
    throw new OpExecError(
      `Instance ${name} does not fit into the free memory of node ${mover.name(mover.target)} (${freeMemory} MiB free, ${usedMemory} MiB needed) and may not be ballooned down`,
    );
  }
  mover.say(`* setting instance memory to ${freeMemory}`);
  const result = await mover.ctx.rpc.tryOne(mover.source, 'instance_balloon_memory', {
    instance: mover.wire(mover.source),
    memory: freeMemory,
  });
  payloadOf(result, 'Cannot modify instance runtime memory');
}

/** Ends a migration that failed, as far as that is possible, and reports it. */
async function giveUp(mover: Mover, info: unknown, say: string, message: string): Promise<never> {
  mover.say(say);
  await mover.abort(info);
  await mover.revertDisks();
  throw new OpExecError(message);
}

async function send(mover: Mover, info: unknown): Promise<void> {
  const { ctx, source, target, move } = mover;
  const { name } = mover.instance;
  const address = ctx.cfg.snapshot.nodes[target]?.secondary_ip ?? '';
  mover.say(`* preparing ${mover.name(target)} to accept the instance`);
  const accepted = await ctx.rpc.tryOne(target, 'accept_instance', {
    instance: mover.wire(target),
    info,
    target: address,
  });
  if (!accepted.ok)
    await giveUp(
      mover,
      info,
      'Pre-migration failed, aborting',
      `Could not pre-migrate instance ${name}: ${accepted.error}`,
    );
  mover.say(`* migrating instance to ${mover.name(target)}`);
  const cluster_name = ctx.cfg.snapshot.cluster.cluster_name;
  const begun = await ctx.rpc.tryOne(source, 'instance_migrate', {
    cluster_name,
    instance: mover.wire(source),
    target: address,
    live: move.live,
  });
  if (!begun.ok)
    await giveUp(mover, info, 'Migration failed, aborting', `Could not migrate instance ${name}: ${begun.error}`);
  await watch(mover, info);
}

async function watch(mover: Mover, info: unknown): Promise<void> {
  const { ctx, source } = mover;
  mover.say('* starting memory transfer');
  let reported = ctx.clock.now();
  for (;;) {
    const result = await ctx.rpc.tryOne(source, 'instance_get_migration_status', { instance: mover.wire(source) });
    if (!result.ok || FAILED.includes(result.payload.status)) {
      const why = result.ok ? 'hypervisor returned failure' : result.error;
      await giveUp(
        mover,
        info,
        'Migration failed, aborting',
        `Could not migrate instance ${mover.instance.name}: ${why}`,
      );
      return;
    }
    const { status, transferred_ram, total_ram, postcopy_status } = result.payload;
    if (postcopy_status === 'active') mover.say('* memory transfer has switched to postcopy');
    if (!ACTIVE.includes(status)) break;
    if (ctx.clock.now() - reported >= REPORT_MS && typeof transferred_ram === 'number' && total_ram) {
      mover.say(`* memory transfer progress: ${((100 * transferred_ram) / total_ram).toFixed(2)} %`);
      reported = ctx.clock.now();
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
  mover.say('* memory transfer complete');
}

async function finalize(mover: Mover, info: unknown): Promise<void> {
  const { ctx, source, target, move } = mover;
  const here = await ctx.rpc.tryOne(source, 'instance_finalize_migration_src', {
    instance: mover.wire(source),
    success: true,
    live: move.live,
  });
  const there = await ctx.rpc.tryOne(target, 'instance_finalize_migration_dst', {
    instance: mover.wire(target),
    info,
    success: true,
  });
  const failures = [
    ...(here.ok ? [] : [`${mover.name(source)}: ${here.error}`]),
    ...(there.ok ? [] : [`${mover.name(target)}: ${there.error}`]),
  ];
  if (failures.length > 0) throw new OpExecError(`Could not finalize instance migration: ${failures.join(' ')}`);
}

/** Moves a running instance. What fails before the guest runs on the target is put back; after that there is no way back. */
export async function migrate(mover: Mover): Promise<void> {
  const { ctx, source, target } = mover;
  await checkVersions(mover);
  await checkDisks(mover);
  await fitMemory(mover);
  const info = await mover.migrationInfo();
  await mover.closeDisks(target);
  if (mover.mirrored) {
    await mover.goStandalone();
    await mover.reconnect(true);
    await mover.waitUntilSync();
  }
  await mover.openDisks(source, false);
  await mover.openDisks(target, false);
  await send(mover, info);
  await finalize(mover, info);
  await ctx.cfg.update((draft) => setPrimaryNode(draft, mover.uuid, target));
  await mover.closeDisks(source);
  if (mover.mirrored) {
    await mover.waitUntilSync();
    await mover.goStandalone();
    await mover.reconnect(false);
    await mover.waitUntilSync();
  } else if (mover.shared) {
    await mover.openDisks(target, true);
  }
  await mover.unmapDisks(source);
  mover.say('* done');
}
