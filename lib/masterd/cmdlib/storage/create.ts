import { dirname } from 'node:path';
import { DT_DRBD8, DT_PLAIN } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import { ndParamsOf } from '../../planning/params.js';
import { commonTemplate, mirrorNodesOf } from '../../planning/layout.js';
import type { Disk, Instance } from '../../planning/objects.js';
import { wireDisk } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { checkTemplateEnabled, nodeOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { payloadOf } from '../common/results.js';

/** What node calls need to know of an instance that may not be in the configuration yet. */
export type DiskOwner = Pick<Instance, 'name' | 'primary_node'>;

interface CreateOptions {
  /** Make them here instead of on the instance's own nodes. */
  readonly targetNode?: string;
  /** Numbers of disks that exist already. */
  readonly skip?: ReadonlySet<number>;
}

async function removeCreated(ctx: LuContext, owner: DiskOwner, node: string, disk: Disk): Promise<void> {
  const result = await ctx.rpc.tryOne(node, 'blockdev_remove', { bdev: wireDisk(ctx.cfg.snapshot, owner, disk, node) });
  if (!result.ok) ctx.log.warn({ node, disk: disk.uuid, error: result.error }, 'Failed to remove newly-created disk');
}

/** Creates one disk and what is below it on one node, each device with its undo. */
async function createTree(
  ctx: LuContext,
  owner: DiskOwner,
  node: string,
  disk: Disk,
  primary: boolean,
  force: boolean,
): Promise<void> {
  const here = force || disk.dev_type === DT_DRBD8 || disk.dev_type === DT_PLAIN;
  for (const child of disk.children) await createTree(ctx, owner, node, child, primary, here);
  if (!here) return;
  const cfg = ctx.cfg.snapshot;
  const es = ndParamsOf(cfg, nodeOf(cfg, node)).exclusive_storage;
  await ctx.undo.step(
    `create disk ${disk.iv_name} on ${nodeName(cfg, node)}`,
    async () => {
      const result = await ctx.rpc.tryOne(node, 'blockdev_create', {
        bdev: wireDisk(cfg, owner, disk, node),
        size: disk.size,
        owner: owner.name,
        on_primary: primary,
        info: `originstname+${owner.name}`,
        exclusive_storage: es,
      });
      payloadOf(
        result,
        `Device ${disk.iv_name || disk.uuid} could not be made on node ${nodeName(cfg, node)} for instance ${owner.name}`,
      );
    },
    () => removeCreated(ctx, owner, node, disk),
  );
}

/**
 * Creates disks on their nodes; what was created is undone when the unit fails. The directory of disk files stays, as
 * in the original.
 */
export async function createDisks(
  ctx: LuContext,
  owner: DiskOwner,
  disks: readonly Disk[],
  options: CreateOptions = {},
): Promise<void> {
  const primary = options.targetNode ?? owner.primary_node;
  const others = options.targetNode ? [] : mirrorNodesOf(disks).filter((n) => n !== primary);
  const template = commonTemplate(disks);
  if (template === 'mixed')
    throw new OpExecError("Disks of an instance with 'mixed' ones are made only for a template that is named.");
  checkTemplateEnabled(ctx.cfg.snapshot.cluster, template);
  const [first] = disks;
  if (first && diskTemplates[template].fileBased) {
    const directory = dirname(first.logical_id[1]);
    const result = await ctx.rpc.tryOne(primary, 'file_storage_dir_create', { file_storage_dir: directory });
    payloadOf(result, `Failed to create directory '${directory}' on node ${nodeName(ctx.cfg.snapshot, primary)}`);
  }
  for (const [idx, disk] of disks.entries()) {
    if (options.skip?.has(idx)) continue;
    for (const node of [primary, ...others])
      await createTree(ctx, owner, node, disk, node === primary, node === primary);
  }
}
