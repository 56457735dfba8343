import type { DiskTemplate } from '@gnt/constants';
import { DT_PLAIN } from '@gnt/constants';
import type { DiskRequest } from '../../planning/disk-requests.js';
import type { Disk } from '../../planning/objects.js';
import { wireDisk } from '../../rpc/wire.js';
import type { LuContext } from '../base.js';
import { payloadOf } from '../common/results.js';
import type { DiskOwner } from './create.js';

/** Gives adopted volumes the names of the new disks; devices that are adopted as they are need nothing. */
export async function renameAdopted(
  ctx: LuContext,
  owner: DiskOwner,
  template: DiskTemplate,
  disks: readonly Disk[],
  requests: readonly DiskRequest[],
): Promise<void> {
  if (template !== DT_PLAIN) return;
  const node = owner.primary_node;
  const wire = (disk: Disk, name: string): ReturnType<typeof wireDisk> =>
    wireDisk(ctx.cfg.snapshot, owner, { ...disk, logical_id: [disk.logical_id[0], name] }, node);
  const pairs = disks.map((disk, i) => ({ disk, old: requests[i]?.adopt ?? '', name: disk.logical_id[1] }));
  const rename = (list: [ReturnType<typeof wireDisk>, unknown[]][]) =>
    ctx.rpc.tryOne(node, 'blockdev_rename', { devlist: list });
  await ctx.undo.step(
    'rename adopted volumes',
    async () =>
      payloadOf(
        await rename(pairs.map(({ disk, old, name }) => [wire(disk, old), [disk.logical_id[0], name]])),
        'Failed to rename adoped LVs',
      ),
    () => rename(pairs.map(({ disk, old, name }) => [wire(disk, name), [disk.logical_id[0], old]])),
  );
}
