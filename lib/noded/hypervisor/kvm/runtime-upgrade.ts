import { HT_VALID_DISCARD_TYPES } from '@gnt/constants';
import { PCI_BUS, driverOf } from './devices.js';
import type { Argument } from './command/index.js';
import type { SerializedRuntime } from './runtime-file.js';

/** Brings runtime data of older versions to today's form (`kvm_runtime.py` of the original). */
export function upgradeRuntime([command, nics, hvparams, disks]: SerializedRuntime): SerializedRuntime {
  return [
    upgradeCommand(command),
    nics.map((nic) => withPlace(nic, 'nic', hvparams['nic_type'])),
    upgradeParams(hvparams),
    disks.map(([disk, link, uri]) => [withPlace(disk, 'disk', hvparams['disk_type']), link, uri]),
  ];
}

/** Up to 2.15 only the PCI slot of a paravirtual device was kept, in `pci`. */
function withPlace(device: Record<string, unknown>, kind: 'nic' | 'disk', type: unknown): Record<string, unknown> {
  if ('hvinfo' in device) return device;
  const { pci, ...rest } = device;
  if (typeof pci !== 'number') return { ...device, hvinfo: {} };
  const uuid = typeof device['uuid'] === 'string' ? device['uuid'] : '';
  const id = `hot${kind}-${uuid.split('-')[0] ?? ''}-pci-${String(pci)}`;
  const hvinfo = { driver: driverOf(kind, String(type)), id, addr: `0x${pci.toString(16)}`, bus: PCI_BUS };
  return { ...rest, hvinfo };
}

/** 3.1 dropped disk_discard=default. The original mends it only where the command has -vnc; nothing speaks against always. */
function upgradeParams(hvparams: Record<string, unknown>): Record<string, unknown> {
  const discard = hvparams['disk_discard'];
  if (discard === undefined || (HT_VALID_DISCARD_TYPES as readonly unknown[]).includes(discard)) return hvparams;
  return { ...hvparams, disk_discard: 'ignore' };
}

function upgradeCommand(command: readonly Argument[]): Argument[] {
  const upgraded: Argument[] = [];
  for (let i = 0; i < command.length; i++) {
    const option = command[i] ?? '';
    const value = String(command[i + 1] ?? '');
    if (option === '-localtime') {
      upgraded.push('-rtc', 'base=localtime');
    } else if (option === '-balloon') {
      upgraded.push('-device', value.replace(/^[^,]*/, 'virtio-balloon'));
      i++;
    } else if (option === '-vnc') {
      upgraded.push(...upgradeVnc(value));
      i++;
    } else if (option === '-chroot') {
      // It is added anew at each start, as -run-with where QEMU wants that.
      i++;
    } else {
      upgraded.push(option);
    }
  }
  return upgraded;
}

/** TLS became an object of its own that -vnc names. */
function upgradeVnc(value: string): string[] {
  const object = ['id=vnctls0', 'endpoint=server'];
  let kind: string | undefined;
  const kept: string[] = [];
  for (const part of value.split(',')) {
    const x509 = /^x509(verify)?=(.*)$/.exec(part);
    if (part === 'tls') {
      kind ??= 'tls-creds-anon';
      kept.push('tls-creds=vnctls0');
    } else if (x509 !== null) {
      kind = 'tls-creds-x509';
      object.push(`dir=${x509[2] ?? ''}`, `verify-peer=${x509[1] === undefined ? 'no' : 'yes'}`);
    } else {
      kept.push(part);
    }
  }
  return [...(kind === undefined ? [] : ['-object', [kind, ...object].join(',')]), '-vnc', kept.join(',')];
}
