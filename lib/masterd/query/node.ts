import { ndparams } from '@gnt/objects';
import { nodeRole } from '../../config/queries.js';
import type { Node } from '../planning/objects.js';
import { niceSort } from '../planning/text.js';
import { objectFields, parameterFields } from './common-fields.js';
import { configField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal, NO_DATA, orNoData, UNAVAILABLE } from './entry.js';
import { namedOrAll } from './lookup.js';
import { collectNodes, nodeLiveFields, type NodeRuntime } from './node-live.js';

function flag(name: string, title: string, doc: string, get: (node: Node) => boolean): Field<Node, NodeRuntime> {
  return configField({ name, title, kind: 'bool', doc, get: (n) => normal(get(n)) });
}

const configFields: Field<Node, NodeRuntime>[] = [
  configField({
    name: 'name',
    title: 'Node',
    kind: 'text',
    match: 'hostname',
    doc: 'Name of the node',
    get: (n) => normal(n.name),
  }),
  configField({
    name: 'pip',
    title: 'PrimaryIP',
    kind: 'text',
    doc: 'Its primary address',
    get: (n) => normal(n.primary_ip),
  }),
  configField({
    name: 'sip',
    title: 'SecondaryIP',
    kind: 'text',
    doc: 'Its address in the replication network',
    get: (n) => normal(n.secondary_ip),
  }),
  flag('drained', 'Drained', 'Whether it takes no new instances', (n) => n.drained),
  flag('offline', 'Offline', 'Whether it is marked offline', (n) => n.offline),
  flag('master_candidate', 'MasterC', 'Whether it is a master candidate', (n) => n.master_candidate),
  flag('master_capable', 'MasterCapable', 'Whether it may become a master candidate', (n) => n.master_capable),
  flag('vm_capable', 'VMCapable', 'Whether it may hold instances', (n) => n.vm_capable),
  configField({
    name: 'master',
    title: 'IsMaster',
    kind: 'bool',
    doc: 'Whether it is the master',
    get: (n, view) => normal(n.uuid === view.cfg.cluster.master_node),
  }),
  configField({
    name: 'role',
    title: 'Role',
    kind: 'text',
    doc: 'Its role: M master, C master candidate, R regular, D drained, O offline',
    get: (n, view) => normal(nodeRole(view.cfg, n)),
  }),
  configField({
    name: 'powered',
    title: 'Powered',
    kind: 'bool',
    doc: 'Whether it is believed to be powered; only where an out-of-band program is set',
    get: (n, view) => {
      const params = view.ndParams(n);
      if (!params) return NO_DATA;
      return params.oob_program === '' ? UNAVAILABLE : normal(n.powered);
    },
  }),
  configField({
    name: 'group',
    title: 'Group',
    kind: 'text',
    doc: 'Name of its group',
    get: (n, view) => orNoData(view.groupOf(n)?.name),
  }),
  configField({
    name: 'group.uuid',
    title: 'GroupUUID',
    kind: 'text',
    doc: 'UUID of its group',
    get: (n) => normal(n.group),
  }),
  configField({
    name: 'ndparams',
    title: 'NodeParameters',
    kind: 'other',
    doc: 'Its parameters, defaults filled in',
    get: (n, view) => orNoData(view.ndParams(n)),
  }),
  configField({
    name: 'custom_ndparams',
    title: 'CustomNodeParameters',
    kind: 'other',
    doc: 'Parameters set for the node itself',
    get: (n) => normal(n.ndparams),
  }),
  configField({
    name: 'pinst_cnt',
    title: 'Pinst',
    kind: 'number',
    doc: 'How many instances have it as primary node',
    get: (n, view) => normal(view.primaryInstances(n.uuid).length),
  }),
  configField({
    name: 'pinst_list',
    title: 'PriInstances',
    kind: 'other',
    doc: 'Names of the instances that have it as primary node',
    get: (n, view) => normal(niceSort(view.primaryInstances(n.uuid).map((i) => i.name))),
  }),
  configField({
    name: 'sinst_cnt',
    title: 'Sinst',
    kind: 'number',
    doc: 'How many instances have it as secondary node',
    get: (n, view) => normal(view.secondaryInstances(n.uuid).length),
  }),
  configField({
    name: 'sinst_list',
    title: 'SecInstances',
    kind: 'other',
    doc: 'Names of the instances that have it as secondary node',
    get: (n, view) => normal(niceSort(view.secondaryInstances(n.uuid).map((i) => i.name))),
  }),
  // The original declares these two and never fills them (src/Ganeti/Query/Node.hs).
  configField({
    name: 'hv_state',
    title: 'HypervisorState',
    kind: 'other',
    doc: 'Never available',
    get: () => UNAVAILABLE,
  }),
  configField({
    name: 'disk_state',
    title: 'DiskState',
    kind: 'other',
    doc: 'Never available',
    get: () => UNAVAILABLE,
  }),
  ...parameterFields<Node>('ndp', 'Node', ndparams, (n, view) => view.ndParams(n)),
  ...objectFields<Node>('node'),
];

/** Nodes of the cluster. */
export const nodeResource = defineResource<Node, NodeRuntime>({
  name: 'node',
  via: 'luxi',
  nameField: 'name',
  uuidField: 'uuid',
  fields: [...configFields, ...nodeLiveFields],
  items: ({ view, names }) => namedOrAll('Node', names, view.cfg.nodes, view.sorted('nodes')),
  collect: collectNodes,
});
