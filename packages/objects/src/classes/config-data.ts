import { ht } from '@gnt/ht';
import { defineObject, required } from '../descriptor.js';
import { mapOf, one } from '../nested.js';
import { clusterClass, type Cluster } from './cluster.js';
import { diskClass, type Disk } from './disk.js';
import { filterRuleClass, type FilterRule } from './filter-rule.js';
import { instanceClass, type Instance } from './instance.js';
import { networkClass, type Network } from './network.js';
import { nodeClass, nodeGroupClass, type Node, type NodeGroup } from './node.js';
import { serialField, timeFields } from './stamps.js';
import type { Numbered, TimeStamped } from './stamps.js';

/** The whole of config.data; the maps are keyed by uuid. */
export interface ConfigData extends TimeStamped, Numbered {
  version: number;
  cluster: Cluster;
  nodes: Record<string, Node>;
  nodegroups: Record<string, NodeGroup>;
  instances: Record<string, Instance>;
  networks: Record<string, Network>;
  disks: Record<string, Disk>;
  filters: Record<string, FilterRule>;
}

export const configDataClass = defineObject<ConfigData>('ConfigData', {
  version: required(ht.int),
  cluster: one(() => clusterClass),
  nodes: mapOf(() => nodeClass),
  nodegroups: mapOf(() => nodeGroupClass),
  instances: mapOf(() => instanceClass),
  networks: mapOf(() => networkClass),
  disks: mapOf(() => diskClass),
  filters: mapOf(() => filterRuleClass),
  ...timeFields,
  ...serialField,
});
