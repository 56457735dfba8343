import { HT_SCSI_DEVICE_TYPES, QEMU_PCI_SLOTS } from '@gnt/constants';
import { HypervisorError } from '../errors.js';
import type { HotplugTarget } from '../interface.js';

/** Where QEMU has a device: its driver, id, bus and place on it; kept in the runtime file as `hvinfo`. */
export type DeviceInfo = Readonly<Record<string, string | number>>;

export const PCI_BUS = 'pci.0';
export const SCSI_BUS = 'scsi.0';
/** The original gives each SCSI disk a target of its own, up to the most disks an instance may have. */
const SCSI_SLOTS = 16;

/** Taken places of the PCI bus (slots) and of the SCSI bus (targets). */
export interface BusSlots {
  readonly pci: Set<number>;
  readonly scsi: Set<number>;
}

/** The buses as a guest starts, with the first `reserved` PCI slots left to QEMU itself, less what the devices take. */
export function busSlots(reserved: number, devices: readonly (DeviceInfo | undefined)[] = []): BusSlots {
  const pci = new Set(Array.from({ length: Math.min(reserved, QEMU_PCI_SLOTS) }, (_, slot) => slot));
  const scsi = new Set<number>();
  for (const device of devices) {
    if (device?.['bus'] === PCI_BUS) pci.add(Number(device['addr']));
    else if (device?.['bus'] === SCSI_BUS) scsi.add(Number(device['scsi-id']));
  }
  return { pci, scsi };
}

/** The name QEMU knows a disk or NIC by: the UUID is too long, its first three groups do. */
export function deviceId(kind: HotplugTarget, uuid: string | null | undefined): string {
  if (typeof uuid !== 'string' || uuid === '') throw new HypervisorError(`A ${kind} of the instance has no UUID`);
  return `${kind}-${uuid.split('-').slice(0, 3).join('-')}`;
}

/** QEMU's driver of a disk_type or nic_type. */
export function driverOf(kind: HotplugTarget, type: string): string {
  if (type !== 'paravirtual') return type;
  return kind === 'nic' ? 'virtio-net-pci' : 'virtio-blk-pci';
}

/** Gives a device a free place, which it takes in `slots`. */
export function placeDevice(kind: HotplugTarget, id: string, type: string, slots: BusSlots): DeviceInfo {
  const driver = driverOf(kind, type);
  if (type === 'ne2k_isa') return { driver, id };
  if (kind === 'disk' && (HT_SCSI_DEVICE_TYPES as readonly string[]).includes(type)) {
    return { driver, id, bus: SCSI_BUS, channel: 0, 'scsi-id': take(slots.scsi, SCSI_SLOTS, SCSI_BUS), lun: 0 };
  }
  return { driver, id, bus: PCI_BUS, addr: `0x${take(slots.pci, QEMU_PCI_SLOTS, PCI_BUS).toString(16)}` };
}

function take(taken: Set<number>, size: number, bus: string): number {
  for (let slot = 0; slot < size; slot++) {
    if (taken.has(slot)) continue;
    taken.add(slot);
    return slot;
  }
  throw new HypervisorError(`No free slot on bus ${bus}: the instance has too many devices`);
}

/** The value of -device: "virtio-blk-pci,id=...,bus=pci.0,addr=0xc". */
export function deviceOption(info: DeviceInfo): string {
  const { driver, ...rest } = info;
  return [String(driver), ...Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`)].join(',');
}

/** What device_add may be told of a place. */
export function deviceArguments(info: DeviceInfo): Record<string, string | number> {
  const keys = ['driver', 'id', 'bus', 'addr', 'channel', 'scsi-id', 'lun'];
  return Object.fromEntries(keys.flatMap((key) => (info[key] === undefined ? [] : [[key, info[key]]])));
}
