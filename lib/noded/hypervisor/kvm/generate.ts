import { QEMU_DEFAULT_PCI_RESERVATIONS } from '@gnt/constants';
import type { WireInstance } from '@gnt/protocol';
import { HypervisorError } from '../errors.js';
import type { BlockDevice } from '../interface.js';
import { ParamReader } from '../params.js';
import { acceleratorOptions } from './accelerator.js';
import { baseCommand, type CommandInput } from './command/index.js';
import { busSlots, deviceId, placeDevice, type BusSlots } from './devices.js';
import type { KvmFiles } from './files.js';
import type { KvmRuntime } from './runtime-file.js';

export interface GenerateInput extends Pick<
  CommandInput,
  'capabilities' | 'paused' | 'interfaceAddresses' | 'primaryIpVersion' | 'spiceFiles'
> {
  readonly instance: WireInstance;
  readonly disks: readonly BlockDevice[];
  readonly files: KvmFiles;
  readonly virtual: boolean;
}

/** The runtime of an instance that starts afresh: its command line, and a place for each disk and then each NIC. */
export function generateRuntime(input: GenerateInput): KvmRuntime {
  const { instance, files } = input;
  const hvp = new ParamReader(instance.hvparams);
  const slots = slotsOf(hvp);
  const disks = input.disks.map(({ disk, path, uri }) => ({
    disk: { ...disk, hvinfo: placeDevice('disk', deviceId('disk', disk.uuid), hvp.text('disk_type'), slots) },
    link: path === null ? null : files.portable(path),
    uri,
  }));
  const nics = instance.nics.map((nic) => ({
    ...nic,
    hvinfo: placeDevice('nic', deviceId('nic', nic.uuid), hvp.text('nic_type'), slots),
  }));
  const command = baseCommand({
    ...input,
    hvp,
    name: instance.name,
    uuid: instance.uuid ?? '',
    memory: amount(instance, 'maxmem'),
    vcpus: amount(instance, 'vcpus'),
    networkPort: instance.network_port ?? null,
    accelerator: acceleratorOptions(hvp, input.virtual),
  });
  return { command, nics, hvparams: instance.hvparams, disks };
}

/** The buses as the parameters leave them, less the places of these devices. */
export function slotsOf(hvp: ParamReader, places: Parameters<typeof busSlots>[1] = []): BusSlots {
  const reserved =
    'kvm_pci_reservations' in hvp.values ? hvp.int('kvm_pci_reservations') : QEMU_DEFAULT_PCI_RESERVATIONS;
  return busSlots(reserved, places);
}

function amount(instance: WireInstance, key: 'maxmem' | 'vcpus'): number {
  const value = instance.beparams[key];
  if (typeof value !== 'number')
    throw new HypervisorError(`Backend parameter ${key} of instance ${instance.name} must be a number`);
  return value;
}
