import type { WireDisk } from '@gnt/protocol';
import { HypervisorError } from '../../errors.js';
import type { ParamReader } from '../../params.js';
import { blockdevOption, cacheSettings, diskNode, type BlockNode } from '../blockdev.js';
import type { QemuCapabilities } from '../capabilities.js';
import { deviceOption, type DeviceInfo } from '../devices.js';
import { bootDevice } from './media.js';

export interface PlacedDisk {
  readonly disk: WireDisk;
  readonly info: DeviceInfo;
  /** Path on this machine. */
  readonly path: string | null;
  readonly uri: string | null;
}

/** Whether a disk is to be opened by QEMU itself through its URI. */
export function userspaceAccess(disk: WireDisk): boolean {
  return disk.params?.['access'] === 'userspace';
}

/** The block node of a placed disk. */
export function placedDiskNode({ disk, info, path, uri }: PlacedDisk, hvp: ParamReader): BlockNode {
  return diskNode(
    { nodeName: String(info['id']), template: disk.dev_type, path, uri, userspace: userspaceAccess(disk) },
    hvp,
  );
}

/** -device and -blockdev of each disk, before them -boot when the guest boots from the first. */
export function diskOptions(disks: readonly PlacedDisk[], hvp: ParamReader, capabilities: QemuCapabilities): string[] {
  const type = hvp.text('disk_type');
  const driver = type === 'paravirtual' ? 'virtio-blk-pci' : type === 'ide' ? 'ide-hd' : type;
  if (!capabilities.hasDevice(driver)) throw new HypervisorError(`QEMU does not support disk driver '${driver}'`);
  // Dynamic auto-read-only (QEMU 4.0) breaks migrations of guests that run as another user.
  const autoReadOnly = capabilities.option('-blockdev')?.includes('auto-read-only=on|off') === true;
  const options = disks.flatMap((placed) => {
    if (placed.disk.mode !== 'rw') throw new HypervisorError('KVM has no read-only disks, and the instance has some');
    const id = String(placed.info['id']);
    const { writeback } = cacheSettings(hvp.text('disk_cache'), placed.disk.dev_type);
    const device = type === 'ide' ? 'ide-hd' : deviceOption(placed.info);
    const node = { ...placedDiskNode(placed, hvp), ...(autoReadOnly ? { 'auto-read-only': false } : {}) };
    return [
      ...['-device', `${device},drive=${id},write-cache=${writeback ? 'on' : 'off'}`],
      ...['-blockdev', blockdevOption(node)],
    ];
  });
  const bootFirst = disks.length > 0 && bootDevice({ hvp }) === 'disk';
  return [...(bootFirst ? ['-boot', 'order=c'] : []), ...options];
}
