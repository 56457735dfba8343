import { MAX_WIPE_CHUNK, MIN_WIPE_CHUNK_PERCENT } from '@gnt/constants';
import { disksOf } from '../../../config/queries.js';
import type { Disk, Instance } from '../../planning/objects.js';
import { formatSeconds, formatUnit } from '../../planning/text.js';
import { wireDisk, wireDisks } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { nodeName } from '../common/expand.js';
import { payloadOf, warnUnlessOk } from '../common/results.js';

const REPORT_MS = 60_000;

/** The largest piece (MiB) of a disk that is overwritten in one call. */
export function wipeChunk(size: number): number {
  return Math.max(1, Math.trunc(Math.min(MAX_WIPE_CHUNK, (size / 100) * MIN_WIPE_CHUNK_PERCENT)));
}

/** Keeps mirrors from synchronising while `work` writes to the disks. */
async function withSyncPaused(
  ctx: LuContext,
  instance: Instance,
  disks: readonly Disk[],
  work: () => Promise<void>,
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const node = instance.primary_node;
  const name = nodeName(cfg, node);
  const call = (pause: boolean) =>
    ctx.rpc.tryOne(node, 'blockdev_pause_resume_sync', { disks: wireDisks(cfg, instance, disks, node), pause });
  payloadOf(await call(true), `Node '${name}' did not hold the sync of the disks`);
  try {
    await work();
  } finally {
    const resumed = await call(false);
    warnUnlessOk(resumed, `Node '${name}' did not go on with the sync of the disks`, (m) => ctx.feedback.warn(m));
    for (const [index, [ok]] of (resumed.ok ? resumed.payload : []).entries()) {
      if (!ok) ctx.feedback.warn(`Disk ${index} of instance '${instance.name}' does not go on with its sync`);
    }
  }
}

async function wipeDisk(ctx: LuContext, instance: Instance, index: number, disk: Disk, from: number): Promise<void> {
  const node = instance.primary_node;
  const chunk = wipeChunk(disk.size);
  const range = from === 0 ? '' : ` (from ${formatUnit(from)} to ${formatUnit(disk.size)})`;
  ctx.feedback.info(`* Wiping disk ${index}${range}`);
  const bdev = wireDisk(ctx.cfg.snapshot, instance, disk, node);
  const start = ctx.clock.now();
  let reported = 0;
  for (let offset = from; offset < disk.size;) {
    const size = Math.min(chunk, disk.size - offset);
    const result = await ctx.rpc.tryOne(node, 'blockdev_wipe', { bdev, offset, size });
    payloadOf(result, `Could not wipe disk ${index} at offset ${offset} for size ${size}`);
    offset += size;
    const now = ctx.clock.now();
    if (now - reported < REPORT_MS) continue;
    const eta = ((disk.size - offset) * (now - start)) / 1000 / offset;
    ctx.feedback.info(` - done: ${((offset / disk.size) * 100).toFixed(1)}% ETA: ${formatSeconds(eta)}`);
    reported = now;
  }
}

/** Overwrites disks of an instance, each from an offset (MiB) on; all of them without a list. */
export async function wipeDisks(
  ctx: LuContext,
  instance: Instance,
  disks?: readonly { readonly index: number; readonly disk: Disk; readonly from: number }[],
): Promise<void> {
  const list = disks ?? disksOf(ctx.cfg.snapshot, instance).map((disk, index) => ({ index, disk, from: 0 }));
  const work = async (): Promise<void> => {
    for (const { index, disk, from } of list) await wipeDisk(ctx, instance, index, disk, from);
  };
  await withSyncPaused(
    ctx,
    instance,
    list.map((l) => l.disk),
    work,
  );
}

/** Writes an image over the start of an instance's first disk. */
export async function imageDisk(ctx: LuContext, instance: Instance, image: string): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const [disk] = disksOf(cfg, instance);
  if (!disk) return;
  const node = instance.primary_node;
  const name = nodeName(cfg, node);
  await withSyncPaused(ctx, instance, [disk], async () => {
    ctx.feedback.info(`Imaging disk '0' for instance '${instance.name}' on node '${name}'`);
    const result = await ctx.rpc.tryOne(node, 'blockdev_image', {
      bdev: wireDisk(cfg, instance, disk, node),
      image,
      size: disk.size,
    });
    payloadOf(result, `Could not image disk '0' for instance '${instance.name}' on node '${name}'`);
  });
}
