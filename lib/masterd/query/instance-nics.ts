import { MAX_NICS, NIC_MODE_BRIDGED, NIC_MODE_OVS } from '@gnt/constants';
import { fillNicParams } from '@gnt/objects';
import type { Instance, Nic } from '../planning/objects.js';
import { configField, type ConfigField } from './define.js';
import { normal, orUnavailable } from './entry.js';
import { ordinal } from './ordinal.js';
import type { ConfigView } from './view.js';

/** One property of a NIC: it becomes a list field (nic.macs) and a field for each index (nic.mac/0). */
interface NicProperty {
  readonly list: readonly [name: string, title: string];
  readonly one: readonly [name: string, title: string];
  readonly doc: string;
  /** Null or undefined where a NIC has no such thing. */
  readonly get: (nic: Nic, view: ConfigView) => unknown;
}

const filled = (nic: Nic, view: ConfigView) => fillNicParams(view.cfg.cluster, nic.nicparams);

const properties: readonly NicProperty[] = [
  { list: ['nic.macs', 'NIC_MACs'], one: ['nic.mac', 'NicMAC'], doc: 'MAC address', get: (nic) => nic.mac },
  { list: ['nic.ips', 'NIC_IPs'], one: ['nic.ip', 'NicIP'], doc: 'IP address', get: (nic) => nic.ip },
  { list: ['nic.names', 'NIC_Names'], one: ['nic.name', 'NicName'], doc: 'name', get: (nic) => nic.name },
  { list: ['nic.uuids', 'NIC_UUIDs'], one: ['nic.uuid', 'NicUUID'], doc: 'UUID', get: (nic) => nic.uuid },
  {
    list: ['nic.modes', 'NIC_modes'],
    one: ['nic.mode', 'NicMode'],
    doc: 'mode',
    get: (nic, view) => filled(nic, view).mode,
  },
  {
    list: ['nic.links', 'NIC_links'],
    one: ['nic.link', 'NicLink'],
    doc: 'link',
    get: (nic, view) => filled(nic, view).link,
  },
  {
    list: ['nic.vlans', 'NIC_VLANs'],
    one: ['nic.vlan', 'NicVLAN'],
    doc: 'VLANs (Open vSwitch only)',
    get: (nic, view) => {
      const { mode, vlan } = filled(nic, view);
      return mode === NIC_MODE_OVS ? vlan : null;
    },
  },
  {
    list: ['nic.bridges', 'NIC_bridges'],
    one: ['nic.bridge', 'NicBridge'],
    doc: 'bridge (bridged mode only)',
    get: (nic, view) => {
      const { mode, link } = filled(nic, view);
      return mode === NIC_MODE_BRIDGED ? link : null;
    },
  },
  {
    list: ['nic.networks', 'NIC_networks'],
    one: ['nic.network', 'NicNetwork'],
    doc: "network's UUID",
    get: (nic) => nic.network,
  },
  {
    list: ['nic.networks.names', 'NIC_networks_names'],
    one: ['nic.network.name', 'NicNetworkName'],
    doc: "network's name",
    get: (nic, view) => view.network(nic.network)?.name,
  },
];

function listField({ list: [name, title], doc, get }: NicProperty): ConfigField<Instance> {
  return configField({
    name,
    title,
    kind: 'other',
    doc: `For each NIC its ${doc}`,
    get: (instance, view) => normal(instance.nics.map((nic) => get(nic, view) ?? null)),
  });
}

function indexField({ one: [name, title], doc, get }: NicProperty, index: number): ConfigField<Instance> {
  return configField({
    name: `${name}/${String(index)}`,
    title: `${title}/${String(index)}`,
    kind: 'text',
    doc: `Of the ${ordinal(index + 1)} NIC its ${doc}`,
    get: (instance, view) => {
      const nic = instance.nics[index];
      return orUnavailable(nic && get(nic, view));
    },
  });
}

/** Fields about the NICs of an instance. */
export const nicFields: readonly ConfigField<Instance>[] = [
  configField({
    name: 'nic.count',
    title: 'NICs',
    kind: 'number',
    doc: 'How many NICs it has',
    get: (i) => normal(i.nics.length),
  }),
  ...properties.map(listField),
  ...Array.from({ length: MAX_NICS }, (_value, index) =>
    properties.map((property) => indexField(property, index)),
  ).flat(),
];
