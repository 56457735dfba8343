import { dirname } from 'node:path';
import { DT_FILE, DT_SHARED_FILE } from '@gnt/constants';
import { disksOf } from '../../../config/queries.js';
import { nodeTree } from '../../planning/layout.js';
import type { Disk, Instance } from '../../planning/objects.js';
import { wireDisk } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { checkTemplateEnabled } from '../common/checks.js';
import { nodeName } from '../common/expand.js';

interface RemoveOptions {
  readonly disks?: readonly Disk[];
  /** Remove them here instead of on the instance's own nodes. */
  readonly targetNode?: string;
}

/** Directories that no remaining disk needs any more. */
export function emptiedDirectories(removed: readonly Disk[], all: readonly Disk[]): string[] {
  const directories = (disks: readonly Disk[]): string[] =>
    disks.filter((d) => d.dev_type === DT_FILE || d.dev_type === DT_SHARED_FILE).map((d) => dirname(d.logical_id[1]));
  const gone = new Set(removed.map((d) => d.uuid));
  const needed = new Set(directories(all.filter((d) => !gone.has(d.uuid))));
  return [...new Set(directories(removed))].filter((d) => !needed.has(d));
}

/** Removes disks and their data from the nodes, going on past failures; false when something is left. */
export async function removeDisks(ctx: LuContext, instance: Instance, options: RemoveOptions = {}): Promise<boolean> {
  const cfg = ctx.cfg.snapshot;
  const all = disksOf(cfg, instance);
  const disks = options.disks ?? all;
  let ok = true;
  for (const disk of disks) {
    const places = options.targetNode ? [[options.targetNode, disk] as const] : nodeTree(disk, instance.primary_node);
    for (const [node, part] of places) {
      const result = await ctx.rpc.tryOne(node, 'blockdev_remove', { bdev: wireDisk(cfg, instance, part, node) });
      if (result.ok) continue;
      const index = all.findIndex((d) => d.uuid === disk.uuid);
      ctx.feedback.warn(`Disk ${index} could not be removed on node ${nodeName(cfg, node)}, going on: ${result.error}`);
      if (!(result.offline && node !== instance.primary_node)) ok = false;
    }
  }
  for (const disk of disks) checkTemplateEnabled(cfg.cluster, disk.dev_type);
  const node = options.targetNode ?? instance.primary_node;
  for (const directory of emptiedDirectories(disks, all)) {
    const result = await ctx.rpc.tryOne(node, 'file_storage_dir_remove', { file_storage_dir: directory });
    if (result.ok) continue;
    ctx.feedback.warn(`Could not remove directory '${directory}' on node ${nodeName(cfg, node)}: ${result.error}`);
    ok = false;
  }
  return ok;
}
