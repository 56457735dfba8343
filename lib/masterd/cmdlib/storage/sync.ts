import { DT_DRBD8, DT_PLAIN } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import { ganetiError, type BlockDevStatus } from '@gnt/protocol';
import { disksOf } from '../../../config/queries.js';
import type { Disk } from '../../planning/objects.js';
import { formatSeconds } from '../../planning/text.js';
import { wireDisks } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { instanceOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';

const MAX_FAILURES = 10;
const RETRY_MS = 6000;
const DEGRADED_RETRIES = 10;

/** What one look at mirrored disks says about going on waiting. */
export interface SyncLook {
  readonly done: boolean;
  readonly degraded: boolean;
  /** Seconds that the slowest disk still needs. */
  readonly seconds: number;
  readonly lines: readonly string[];
}

/** Judges the states of disks, in their order; a disk without state counts as done. */
export function judgeSync(
  names: readonly string[],
  states: readonly (BlockDevStatus | null)[],
  node: string,
): SyncLook & { readonly unknown: readonly string[] } {
  const lines: string[] = [];
  const unknown: string[] = [];
  let done = true;
  let degraded = false;
  let seconds = 0;
  for (const [i, state] of states.entries()) {
    const name = names[i] ?? String(i);
    if (state === null) {
      unknown.push(`Can't compute data for node ${node}/${name}`);
      continue;
    }
    const percent = state.sync_percent ?? null;
    if (state.is_degraded && percent === null) degraded = true;
    if (percent === null) continue;
    done = false;
    const estimate = state.estimated_time ?? null;
    seconds = estimate ?? 5;
    const rest = estimate === null ? 'no time estimate' : `${formatSeconds(estimate)} remaining (estimated)`;
    lines.push(`- device ${name}: ${percent.toFixed(2).padStart(5)}% done, ${rest}`);
  }
  return { done, degraded, seconds, lines, unknown };
}

/** Waits until an instance's mirrored disks are in step (or looks once); false when they are degraded. */
export async function waitForSync(
  ctx: LuContext,
  uuid: string,
  options: { readonly disks?: readonly Disk[]; readonly once?: boolean } = {},
): Promise<boolean> {
  const cfg = ctx.cfg.snapshot;
  const instance = instanceOf(cfg, uuid);
  const all = options.disks ?? disksOf(cfg, instance);
  if (all.length === 0) return true;
  const disks = all.filter((d) => diskTemplates[d.dev_type].internallyMirrored);
  if (!options.once) ctx.feedback.info(`Waiting for instance ${instance.name} to sync disks`);
  const node = instance.primary_node;
  const name = nodeName(cfg, node);
  let failures = 0;
  let retries = DEGRADED_RETRIES;
  for (;;) {
    const result = await ctx.rpc.tryOne(node, 'blockdev_getmirrorstatus', {
      disks: wireDisks(cfg, instance, disks, node),
    });
    if (!result.ok) {
      ctx.feedback.warn(`Can't get any data from node ${name}: ${result.error}`);
      failures += 1;
      if (failures >= MAX_FAILURES)
        throw ganetiError('RemoteError', [`Node ${name} does not answer about its mirrors; giving up.`]);
      await ctx.clock.sleep(RETRY_MS, ctx.signal);
      continue;
    }
    failures = 0;
    const look = judgeSync(
      disks.map((d) => d.iv_name),
      result.payload,
      name,
    );
    for (const line of look.unknown) ctx.feedback.warn(line);
    for (const line of look.lines) ctx.feedback.info(line);
    if ((look.done || options.once) && look.degraded && retries > 0) {
      retries -= 1;
      await ctx.clock.sleep(1000, ctx.signal);
      continue;
    }
    if (look.done || options.once) {
      if (look.done) ctx.feedback.info(`Instance ${instance.name}'s disks are in sync`);
      return !look.degraded;
    }
    await ctx.clock.sleep(Math.min(60, look.seconds) * 1000, ctx.signal);
  }
}

/** Whether a disk is in step on a node (or all it is made of, below the mirror). */
export async function isConsistent(
  ctx: LuContext,
  uuid: string,
  disk: Disk,
  node: string,
  onPrimary: boolean,
): Promise<boolean> {
  const cfg = ctx.cfg.snapshot;
  const instance = instanceOf(cfg, uuid);
  let ok = true;
  if (onPrimary || disk.dev_type === DT_DRBD8 || disk.dev_type === DT_PLAIN) {
    const [wire] = wireDisks(cfg, instance, [disk], node);
    if (!wire) return false;
    const result = await ctx.rpc.tryOne(node, 'blockdev_find', { disk: wire });
    if (!result.ok) {
      ctx.feedback.warn(`Can't find disk on node ${nodeName(cfg, node)}: ${result.error}`);
      ok = false;
    } else if (!result.payload) {
      ctx.feedback.warn(`Can't find disk on node ${nodeName(cfg, node)}`);
      ok = false;
    } else {
      ok = !result.payload.is_degraded;
    }
  }
  for (const child of disk.children) ok = (await isConsistent(ctx, uuid, child, node, onPrimary)) && ok;
  return ok;
}
