import { NIC_MODE_BRIDGED, NIC_MODE_OVS, NIC_MODE_ROUTED } from '@gnt/constants';
import { fillNicParams } from '@gnt/objects';
import type { ConfigSnapshot } from '../interface.js';
import { AddressPool } from '../pool.js';

const LINKS: Readonly<Record<string, string>> = {
  [NIC_MODE_BRIDGED]: 'bridge',
  [NIC_MODE_ROUTED]: 'route',
  [NIC_MODE_OVS]: 'ovs',
};

function* owners(cfg: ConfigSnapshot): Generator<[address: string, owner: string]> {
  yield [cfg.cluster.master_ip, 'cluster_ip'];
  for (const node of Object.values(cfg.nodes)) {
    yield [node.primary_ip, `node:${node.name}/primary`];
    if (node.secondary_ip !== node.primary_ip) yield [node.secondary_ip, `node:${node.name}/secondary`];
  }
  for (const instance of Object.values(cfg.instances)) {
    const nics = instance.nics as typeof instance.nics | undefined;
    for (const [i, nic] of (nics ?? []).entries()) {
      if (typeof nic.ip !== 'string') continue;
      const { mode, link } = fillNicParams(cfg.cluster, nic.nicparams);
      yield [
        `${LINKS[mode] ?? mode}:${link}/${nic.ip}/${nic.network ?? 'None'}`,
        `instance:${instance.name}/nic:${String(i)}`,
      ];
    }
  }
}

/** Addresses that several objects have. */
export function* addressFaults(cfg: ConfigSnapshot): Generator<string> {
  const seen = new Map<string, string[]>();
  for (const [address, owner] of owners(cfg)) {
    const list = seen.get(address);
    if (list) list.push(owner);
    else seen.set(address, [owner]);
  }
  for (const [address, list] of seen)
    if (list.length > 1) yield `several owners share IP address ${address}: ${list.join(', ')}`;
}

/** Networks whose pools cannot be read. */
export function* networkFaults(cfg: ConfigSnapshot): Generator<string> {
  for (const network of Object.values(cfg.networks)) {
    try {
      new AddressPool(network);
    } catch (e) {
      yield `network '${network.name}': ${e instanceof Error ? e.message : String(e)}`;
    }
  }
}
