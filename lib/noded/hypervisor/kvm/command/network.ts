import type { WireNic } from '@gnt/protocol';
import { HypervisorError } from '../../errors.js';
import type { ParamReader } from '../../params.js';
import type { QemuCapabilities } from '../capabilities.js';
import { deviceOption, type DeviceInfo } from '../devices.js';

/** What a NIC's tap and its device have switched on. */
export interface NicFeatures {
  readonly vnetHeader: boolean;
  readonly vhost: boolean;
  /** Pairs of queues; 1 is no multiqueue. */
  readonly queues: number;
}

/** Features the parameters ask for. Throws when this QEMU lacks one. */
export function nicFeatures(hvp: ParamReader, capabilities: QemuCapabilities): NicFeatures {
  if (hvp.text('nic_type') !== 'paravirtual') return { vnetHeader: false, vhost: false, queues: 1 };
  if (!capabilities.hasDevice('virtio-net-pci'))
    throw new HypervisorError("QEMU does not support NIC driver 'virtio-net-pci'");
  const vnetHeader = hvp.flag('vnet_hdr');
  if (!hvp.flag('vhost_net')) return { vnetHeader, vhost: false, queues: 1 };
  const netdev = capabilities.option('-netdev') ?? '';
  if (!netdev.includes('vhost=on|off')) throw new HypervisorError('vhost_net is set, but this machine has none');
  const queues = hvp.values['virtio_net_queues'] === undefined ? 1 : hvp.int('virtio_net_queues');
  if (queues > 1 && !netdev.includes('fds=x:y:...:z')) {
    throw new HypervisorError('virtio_net_queues is set, but this machine has none');
  }
  return { vnetHeader, vhost: true, queues };
}

export interface NicOnTap {
  readonly nic: WireNic;
  readonly info: DeviceInfo;
  /** Name of the tap, which exists. */
  readonly tap: string;
}

/** -netdev and -device of each NIC; taps are handed over by name, since Node passes no descriptors (decision 13). */
export function nicOptions(nics: readonly NicOnTap[], features: NicFeatures): string[] {
  if (nics.length === 0) return ['-net', 'none'];
  return nics.flatMap(({ nic, info, tap }, index) => {
    const id = String(info['id'] ?? `netdev${String(index)}`);
    const netdev = [
      `type=tap,id=${id},ifname=${tap},script=no,downscript=no`,
      ...(features.queues > 1 ? [`queues=${String(features.queues)}`] : []),
      ...(features.vhost ? ['vhost=on'] : []),
    ];
    const device = [
      deviceOption(info),
      `netdev=${id}`,
      `mac=${nic.mac ?? ''}`,
      ...(features.queues > 1 ? [`mq=on,vectors=${String(vectors(features.queues))}`] : []),
    ];
    return ['-netdev', netdev.join(','), '-device', device.join(',')];
  });
}

/** Interrupt vectors of a virtio NIC: two a queue pair, one for control, one for configuration. */
export function vectors(queues: number): number {
  return 2 * queues + 2;
}
