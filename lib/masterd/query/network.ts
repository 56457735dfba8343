import type { Network } from '../planning/objects.js';
import { objectFields } from './common-fields.js';
import { configField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal, orUnavailable } from './entry.js';
import { namedOrAll } from './lookup.js';
import type { ConfigView } from './view.js';

/** Addresses in use inside or outside of the cluster, as digits; empty when the network keeps no pool. */
function poolOf({ reservations, ext_reservations: external }: Network): readonly boolean[] {
  if (typeof reservations !== 'string' || typeof external !== 'string') return [];
  return Array.from(reservations, (digit, i) => digit === '1' || external[i] === '1');
}

function count(pool: readonly boolean[], used: boolean): number {
  return pool.filter((taken) => taken === used).length;
}

/** Dotted addresses that a pool's digits mark, counted from the network's first address. */
function markedAddresses(network: string, digits: string | null | undefined): string[] {
  const [address = '', length = '32'] = network.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = number - (number % 2 ** (32 - Number(length)));
  return Array.from(digits ?? '', (digit, i) => (digit === '1' ? [dotted(base + i)] : [])).flat();
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(address / 2 ** shift) % 256)).join('.');
}

/** [group, mode, link, vlan] for each group that the network is connected to. */
function connections(network: Network, view: ConfigView): string[][] {
  return view.groups().flatMap((group) => {
    const params = group.networks[network.uuid];
    return params ? [[group.name, params.mode ?? '-', params.link ?? '-', params.vlan ?? '-']] : [];
  });
}

const fields: Field<Network>[] = [
  configField({ name: 'name', title: 'Network', kind: 'text', doc: 'Name of the network', get: (n) => normal(n.name) }),
  configField({ name: 'network', title: 'Subnet', kind: 'text', doc: 'Its IPv4 range', get: (n) => normal(n.network) }),
  configField({
    name: 'gateway',
    title: 'Gateway',
    kind: 'other',
    doc: 'Its IPv4 gateway',
    get: (n) => orUnavailable(n.gateway),
  }),
  configField({
    name: 'network6',
    title: 'IPv6Subnet',
    kind: 'other',
    doc: 'Its IPv6 range',
    get: (n) => orUnavailable(n.network6),
  }),
  configField({
    name: 'gateway6',
    title: 'IPv6Gateway',
    kind: 'other',
    doc: 'Its IPv6 gateway',
    get: (n) => orUnavailable(n.gateway6),
  }),
  configField({
    name: 'mac_prefix',
    title: 'MacPrefix',
    kind: 'other',
    doc: 'How MAC addresses made for the network begin',
    get: (n) => orUnavailable(n.mac_prefix),
  }),
  configField({
    name: 'free_count',
    title: 'FreeCount',
    kind: 'number',
    doc: 'How many addresses are free',
    get: (n) => normal(count(poolOf(n), false)),
  }),
  configField({
    name: 'reserved_count',
    title: 'ReservedCount',
    kind: 'number',
    doc: 'How many addresses are taken',
    get: (n) => normal(count(poolOf(n), true)),
  }),
  configField({
    name: 'map',
    title: 'Map',
    kind: 'text',
    doc: 'One character an address: X is taken, a dot is free',
    get: (n) =>
      normal(
        poolOf(n)
          .map((taken) => (taken ? 'X' : '.'))
          .join(''),
      ),
  }),
  configField({
    name: 'external_reservations',
    title: 'ExternalReservations',
    kind: 'text',
    doc: 'Addresses taken outside of the cluster',
    get: (n) => normal(markedAddresses(n.network, n.ext_reservations).join(', ')),
  }),
  configField({
    name: 'group_list',
    title: 'GroupList',
    kind: 'other',
    doc: 'Groups it is connected to: name, NIC mode, link, VLAN',
    get: (n, view) => normal(connections(n, view)),
  }),
  configField({
    name: 'group_cnt',
    title: 'NodeGroups',
    kind: 'number',
    doc: 'How many groups it is connected to',
    get: (n, view) => normal(connections(n, view).length),
  }),
  configField({
    name: 'inst_list',
    title: 'InstanceList',
    kind: 'other',
    doc: 'Names of the instances that have a NIC in it',
    get: (n, view) => normal(view.instancesOfNetwork(n.uuid).map((i) => i.name)),
  }),
  configField({
    name: 'inst_cnt',
    title: 'Instances',
    kind: 'number',
    doc: 'How many instances have a NIC in it',
    get: (n, view) => normal(view.instancesOfNetwork(n.uuid).length),
  }),
  ...objectFields<Network>('network'),
];

/** IP networks. */
export const networkResource = defineResource<Network, never>({
  name: 'network',
  via: 'luxi',
  nameField: 'name',
  uuidField: 'uuid',
  fields,
  items: ({ view, names }) => namedOrAll('Network', names, view.cfg.networks, view.sorted('networks')),
});
