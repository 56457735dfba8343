import type { WireInstance } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import type { BlockDevice } from '../../hypervisor/interface.js';
import { diskName, findDisk, type DeviceContext } from '../blockdev/devices.js';
import { userspaceUri } from '../blockdev/lifecycle.js';
import { linkDisk } from '../blockdev/links.js';

/** The instance's disks, opened, each by its device; for OS scripts. They must be active. */
export async function openedDisks(ctx: Pick<NodeContext, 'storages'>, instance: WireInstance): Promise<BlockDevice[]> {
  const devices: BlockDevice[] = [];
  for (const disk of instance.disks_info ?? []) {
    const found = await findDisk(ctx, disk);
    if (!found) throw new NodeError(`Block device '${diskName(disk)}' is not set up`);
    await found.storage.open(disk, { force: false, exclusive: true });
    devices.push({ disk, path: found.device.path, uri: userspaceUri(disk, found.device, instance.hypervisor) });
  }
  return devices;
}

/** The instance's disks, opened and linked, each by its link; for hypervisors. */
export async function linkedDisks(ctx: DeviceContext, instance: WireInstance): Promise<BlockDevice[]> {
  const devices = await openedDisks(ctx, instance);
  const linked: BlockDevice[] = [];
  for (const [index, device] of devices.entries()) {
    const path = device.path === null ? null : await linkDisk(ctx.paths, instance.name, device.path, index);
    linked.push({ ...device, path });
  }
  return linked;
}
