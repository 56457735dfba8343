import { ADMINST_UP } from '@gnt/constants';
import {
  beparams,
  fillHvParams,
  fillOsParams,
  HVC_GLOBALS,
  hypervisors,
  osNameOf,
  type ParamTable,
} from '@gnt/objects';
import type { Instance } from '../planning/objects.js';
import { objectFields, parameterFields } from './common-fields.js';
import { aliasOf, configField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal, orNoData, orUnavailable } from './entry.js';
import { diskFields } from './instance-disks.js';
import { collectInstances, instanceLiveFields, type InstanceRuntime } from './instance-live.js';
import { nicFields } from './instance-nics.js';
import { namedOrAll } from './lookup.js';
import type { ConfigView } from './view.js';

type InstanceField = Field<Instance, InstanceRuntime>;

// A reserved instance that is not made yet may lack all but its UUID: such values count as not to be had.
const stateFields: InstanceField[] = [
  configField({
    name: 'name',
    title: 'Instance',
    kind: 'text',
    match: 'hostname',
    doc: 'Name of the instance',
    get: (i) => orNoData(i.name),
  }),
  configField({
    name: 'admin_state',
    title: 'InstanceState',
    kind: 'text',
    doc: 'How it should be: up, down, offline',
    get: (i) => orNoData(i.admin_state),
  }),
  configField({
    name: 'admin_state_source',
    title: 'InstanceStateSource',
    kind: 'text',
    doc: 'Who wanted that last: admin or user',
    get: (i) => orNoData(i.admin_state_source),
  }),
  configField({
    name: 'admin_up',
    title: 'Autostart',
    kind: 'bool',
    doc: 'Whether it should run',
    get: (i) => normal(i.admin_state === ADMINST_UP),
  }),
  configField({
    name: 'disks_active',
    title: 'DisksActive',
    kind: 'bool',
    doc: 'Whether its disks should be usable',
    get: (i) => orNoData(i.disks_active),
  }),
  configField({
    name: 'hypervisor',
    title: 'Hypervisor',
    kind: 'text',
    doc: 'Its hypervisor',
    get: (i) => orNoData(i.hypervisor),
  }),
  configField({
    name: 'network_port',
    title: 'Network_port',
    kind: 'other',
    doc: 'TCP port of its graphical console, where it has one',
    get: (i) => orUnavailable(i.network_port),
  }),
  configField({
    name: 'os',
    title: 'OS',
    kind: 'text',
    doc: 'Its OS definition, with the variant',
    get: (i) => orNoData(i.os),
  }),
  configField({
    name: 'forthcoming',
    title: 'Forthcoming',
    kind: 'bool',
    doc: 'Whether it is only reserved and not made yet',
    get: (i) => normal(i.forthcoming === true),
  }),
];

const nodeFields: InstanceField[] = [
  configField({
    name: 'pnode',
    title: 'Primary_node',
    kind: 'text',
    match: 'hostname',
    doc: 'Name of its primary node',
    get: (i, view) => orNoData(view.primaryNode(i)?.name),
  }),
  configField({
    name: 'pnode.group',
    title: 'PrimaryNodeGroup',
    kind: 'text',
    doc: "Name of its primary node's group",
    get: (i, view) => orNoData(view.groupOf(view.primaryNode(i))?.name),
  }),
  configField({
    name: 'pnode.group.uuid',
    title: 'PrimaryNodeGroupUUID',
    kind: 'text',
    doc: "UUID of its primary node's group",
    get: (i, view) => orNoData(view.groupOf(view.primaryNode(i))?.uuid),
  }),
  configField({
    name: 'snodes',
    title: 'Secondary_Nodes',
    kind: 'other',
    doc: 'Names of its secondary nodes; one at most with the templates there are',
    get: (i, view) => normal(view.secondaryNodes(i).map((n) => n.name)),
  }),
  configField({
    name: 'snodes.group',
    title: 'SecondaryNodesGroups',
    kind: 'other',
    doc: "Names of its secondary nodes' groups",
    get: (i, view) => normal(view.secondaryNodes(i).map((n) => view.groupOf(n)?.name ?? null)),
  }),
  configField({
    name: 'snodes.group.uuid',
    title: 'SecondaryNodesGroupsUUID',
    kind: 'other',
    doc: "UUIDs of its secondary nodes' groups",
    get: (i, view) => normal(view.secondaryNodes(i).map((n) => n.group)),
  }),
];

/** Like the original's query, without what the cluster sets for the variant of the OS (src/Ganeti/Config.hs). */
const osParamsOf = (i: Instance, view: ConfigView) =>
  fillOsParams(view.cfg.cluster, osNameOf(i.os), { public: i.osparams }).params;

/** Parameters of all hypervisors together, without those that are the cluster's alone. */
function hypervisorParameters(): ParamTable {
  const all = Object.values(hypervisors).flatMap((h) => Object.entries(h.params as ParamTable));
  return Object.fromEntries(all.filter(([name]) => !HVC_GLOBALS.includes(name)));
}

const parameters: InstanceField[] = [
  configField({
    name: 'hvparams',
    title: 'HypervisorParameters',
    kind: 'other',
    doc: 'Hypervisor parameters, defaults filled in',
    get: (i, view) => normal(fillHvParams(view.cfg.cluster, i, { skipGlobals: true })),
  }),
  configField({
    name: 'beparams',
    title: 'BackendParameters',
    kind: 'other',
    doc: 'Backend parameters, defaults filled in',
    get: (i, view) => normal(view.beParams(i)),
  }),
  configField({
    name: 'osparams',
    title: 'OpSysParameters',
    kind: 'other',
    doc: 'Public parameters for its OS, defaults filled in',
    get: (i, view) => normal(osParamsOf(i, view)),
  }),
  configField({
    name: 'custom_hvparams',
    title: 'CustomHypervisorParameters',
    kind: 'other',
    doc: 'Hypervisor parameters set for the instance itself',
    get: (i) => normal(i.hvparams),
  }),
  configField({
    name: 'custom_beparams',
    title: 'CustomBackendParameters',
    kind: 'other',
    doc: 'Backend parameters set for the instance itself',
    get: (i) => normal(i.beparams),
  }),
  configField({
    name: 'custom_osparams',
    title: 'CustomOpSysParameters',
    kind: 'other',
    doc: 'Public OS parameters set for the instance itself',
    get: (i) => normal(i.osparams),
  }),
  configField({
    name: 'custom_nicparams',
    title: 'CustomNicParameters',
    kind: 'other',
    doc: 'For each NIC the parameters set for it',
    get: (i) => normal(i.nics.map((nic) => nic.nicparams)),
  }),
  ...parameterFields('be', 'Backend', beparams, (i: Instance, view) => view.beParams(i)),
  ...parameterFields(
    'hv',
    'Hypervisor',
    hypervisorParameters(),
    (i: Instance, view) => view.hvParams(i),
    orUnavailable,
  ),
];

const ALIASES = [
  ['vcpus', 'be/vcpus'],
  ['be/memory', 'be/maxmem'],
  ['sda_size', 'disk.size/0'],
  ['sdb_size', 'disk.size/1'],
  ['ip', 'nic.ip/0'],
  ['mac', 'nic.mac/0'],
  ['bridge', 'nic.bridge/0'],
  ['nic_mode', 'nic.mode/0'],
  ['nic_link', 'nic.link/0'],
  ['nic_network', 'nic.network/0'],
] as const;

const own: InstanceField[] = [
  ...stateFields,
  ...nodeFields,
  ...parameters,
  ...diskFields,
  ...nicFields,
  ...instanceLiveFields,
  ...objectFields<Instance>('instance'),
];

/** Instances of the cluster. */
export const instanceResource = defineResource<Instance, InstanceRuntime>({
  name: 'instance',
  via: 'luxi',
  nameField: 'name',
  uuidField: 'uuid',
  fields: [...own, ...ALIASES.map(([alias, name]) => aliasOf(own, alias, name))],
  items: ({ view, names }) => namedOrAll('Instance', names, view.cfg.instances, view.sorted('instances')),
  collect: collectInstances,
});
