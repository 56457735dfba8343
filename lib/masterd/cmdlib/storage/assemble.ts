import { OpExecError } from '@gnt/protocol';
import { disksOf, secondaryNodes } from '../../../config/queries.js';
import { nodeTree } from '../../planning/layout.js';
import type { Disk, Instance } from '../../planning/objects.js';
import { wireDisk, wireInstance } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { setDisksActive } from '../common/changes.js';
import { instanceOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';

/** Options of putting disks together. */
export interface AssembleOptions {
  /** Only these, and without marking the instance's disks as active. */
  readonly disks?: readonly Disk[];
  readonly ignoreSecondaries?: boolean;
  /** Leave the size out, for disks whose recorded size is wrong. */
  readonly ignoreSize?: boolean;
}

/** [node name, disk's name, path on the node] of each disk, and whether all went well. */
export interface AssembleResult {
  readonly ok: boolean;
  readonly devices: readonly (readonly [node: string, name: string, path: string | null])[];
  readonly uris: readonly (string | null)[];
}

function withoutSize(disk: Disk): Disk {
  return { ...disk, size: 0, children: disk.children.map(withoutSize) };
}

/** Makes an instance's disks usable on its nodes: first everywhere for reading, then on the primary for use. */
export async function assembleDisks(
  ctx: LuContext,
  uuid: string,
  options: AssembleOptions = {},
): Promise<AssembleResult> {
  if (!options.disks) await ctx.cfg.update((draft) => setDisksActive(draft, uuid, true));
  const cfg = ctx.cfg.snapshot;
  const instance = instanceOf(cfg, uuid);
  const disks = options.disks ?? disksOf(cfg, instance);
  const secondaries = secondaryNodes(cfg, instance);
  const call = (node: string, disk: Disk, primary: boolean, idx: number): ReturnType<typeof assemble> =>
    assemble(ctx, instance, node, options.ignoreSize ? withoutSize(disk) : disk, primary, idx);
  let ok = true;
  for (const [idx, disk] of disks.entries()) {
    for (const [node, part] of nodeTree(disk, instance.primary_node)) {
      const result = await call(node, part, false, idx);
      if (result.ok) continue;
      warn(ctx, disk, node, 'is_primary=False, pass=1', result.error);
      if (!options.ignoreSecondaries && !(result.offline && secondaries.includes(node))) ok = false;
    }
  }
  const devices: [string, string, string | null][] = [];
  const uris: (string | null)[] = [];
  for (const [idx, disk] of disks.entries()) {
    const result = await call(instance.primary_node, disk, true, idx);
    let path: string | null = null;
    if (result.ok) {
      const [device, , uri] = result.payload;
      path = typeof device === 'string' ? device : null;
      uris.push(uri ?? null);
    } else {
      warn(ctx, disk, instance.primary_node, 'is_primary=True, pass=2', result.error);
      ok = false;
      uris.push(null);
    }
    devices.push([nodeName(cfg, instance.primary_node), disk.iv_name, path]);
  }
  if (!ok) await ctx.cfg.update((draft) => setDisksActive(draft, uuid, false));
  return { ok, devices, uris };
}

function assemble(ctx: LuContext, instance: Instance, node: string, disk: Disk, primary: boolean, idx: number) {
  const cfg = ctx.cfg.snapshot;
  return ctx.rpc.tryOne(node, 'blockdev_assemble', {
    disk: wireDisk(cfg, instance, disk, node),
    instance: wireInstance(cfg, instance, node),
    on_primary: primary,
    idx,
  });
}

function warn(ctx: LuContext, disk: Disk, node: string, pass: string, error: string): void {
  const name = nodeName(ctx.cfg.snapshot, node);
  ctx.feedback.warn(`Disk ${disk.iv_name} did not come up on node ${name} (${pass}): ${error}`);
}

/** Takes an instance's disks down, keeping their data; false when one could not be. */
export async function shutdownDisks(
  ctx: LuContext,
  uuid: string,
  options: { readonly disks?: readonly Disk[]; readonly ignorePrimary?: boolean } = {},
): Promise<boolean> {
  if (!options.disks) await ctx.cfg.update((draft) => setDisksActive(draft, uuid, false));
  const cfg = ctx.cfg.snapshot;
  const instance = instanceOf(cfg, uuid);
  let ok = true;
  for (const disk of options.disks ?? disksOf(cfg, instance)) {
    for (const [node, part] of nodeTree(disk, instance.primary_node)) {
      const result = await ctx.rpc.tryOne(node, 'blockdev_shutdown', { disk: wireDisk(cfg, instance, part, node) });
      if (result.ok) continue;
      ctx.feedback.warn(`Disk ${disk.iv_name} did not go down on node ${nodeName(cfg, node)}: ${result.error}`);
      const onPrimary = node === instance.primary_node;
      if (onPrimary ? !options.ignorePrimary : !result.offline) ok = false;
    }
  }
  return ok;
}

/** Assembles the disks or leaves them down. `force` passes over secondaries; null where there is no such choice. */
export async function startDisks(ctx: LuContext, uuid: string, force: boolean | null): Promise<void> {
  const { ok } = await assembleDisks(ctx, uuid, { ignoreSecondaries: force === true });
  if (ok) return;
  await shutdownDisks(ctx, uuid);
  if (force === false) {
    ctx.feedback.warn('', "Where only a secondary node failed, '--force' goes on without it");
  }
  throw new OpExecError('Disk consistency error');
}
