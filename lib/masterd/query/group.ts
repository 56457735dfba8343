import { fillDiskParams, fillGroupNDParams, fillIPolicy, ndparams } from '@gnt/objects';
import type { NodeGroup } from '../planning/objects.js';
import { niceSort } from '../planning/text.js';
import { objectFields, parameterFields } from './common-fields.js';
import { configField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal } from './entry.js';
import { namedOrAll } from './lookup.js';

const fields: Field<NodeGroup>[] = [
  configField({ name: 'name', title: 'Group', kind: 'text', doc: 'Name of the group', get: (g) => normal(g.name) }),
  configField({
    name: 'alloc_policy',
    title: 'AllocPolicy',
    kind: 'text',
    doc: 'Whether instances are put into the group: preferred, last_resort, unallocable',
    get: (g) => normal(g.alloc_policy),
  }),
  configField({
    name: 'custom_diskparams',
    title: 'CustomDiskParameters',
    kind: 'other',
    doc: 'Disk parameters set for the group itself',
    get: (g) => normal(g.diskparams),
  }),
  configField({
    name: 'custom_ipolicy',
    title: 'CustomInstancePolicy',
    kind: 'other',
    doc: 'Limits of the instance policy set for the group itself',
    get: (g) => normal(g.ipolicy),
  }),
  configField({
    name: 'custom_ndparams',
    title: 'CustomNDParams',
    kind: 'other',
    doc: 'Node parameters set for the group itself',
    get: (g) => normal(g.ndparams),
  }),
  configField({
    name: 'diskparams',
    title: 'DiskParameters',
    kind: 'other',
    doc: 'Disk parameters by template, defaults filled in',
    get: (g, view) => normal(fillDiskParams(view.cfg.cluster, g)),
  }),
  configField({
    name: 'ipolicy',
    title: 'InstancePolicy',
    kind: 'other',
    doc: 'Limits of the instance policy, defaults filled in',
    get: (g, view) => normal(fillIPolicy(view.cfg.cluster, g.ipolicy)),
  }),
  configField({
    name: 'ndparams',
    title: 'NDParams',
    kind: 'other',
    doc: 'Node parameters, defaults filled in',
    get: (g, view) => normal(fillGroupNDParams(view.cfg.cluster, g)),
  }),
  configField({
    name: 'node_cnt',
    title: 'Nodes',
    kind: 'number',
    doc: 'How many nodes the group has',
    get: (g, view) => normal(view.nodesOfGroup(g.uuid).length),
  }),
  configField({
    name: 'node_list',
    title: 'NodeList',
    kind: 'other',
    doc: 'Names of the nodes',
    get: (g, view) => normal(view.nodesOfGroup(g.uuid).map((n) => n.name)),
  }),
  configField({
    name: 'pinst_cnt',
    title: 'Instances',
    kind: 'number',
    doc: 'How many instances have their primary node in the group',
    get: (g, view) => normal(view.instancesOfGroup(g.uuid).length),
  }),
  configField({
    name: 'pinst_list',
    title: 'InstanceList',
    kind: 'other',
    doc: 'Names of the instances that have their primary node in the group',
    get: (g, view) => normal(niceSort(view.instancesOfGroup(g.uuid).map((i) => i.name))),
  }),
  ...parameterFields<NodeGroup>('ndp', 'Node', ndparams, (g, view) => fillGroupNDParams(view.cfg.cluster, g)),
  ...objectFields<NodeGroup>('group'),
];

/** Node groups. */
export const groupResource = defineResource<NodeGroup, never>({
  name: 'group',
  via: 'luxi',
  nameField: 'name',
  uuidField: 'uuid',
  fields,
  items: ({ view, names }) => namedOrAll('NodeGroup', names, view.cfg.nodegroups, view.sorted('nodegroups')),
});
