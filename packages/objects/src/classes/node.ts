import { VALID_ALLOC_POLICIES, type AllocPolicy } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defaulted, defineObject, required, sparse } from '../descriptor.js';
import { jsonText, mapText } from '../json-text.js';
import { mapOf, one } from '../nested.js';
import { partialIPolicyClass, type PartialIPolicy } from './ipolicy.js';
import { partialNDParamsClass, partialNicParamsClass, type PartialNDParams, type PartialNicParams } from './params.js';
import { freeMap, serialField, tagsField, timeFields, uuidField } from './stamps.js';
import type { Identified, Numbered, Tagged, TimeStamped } from './stamps.js';

/** Static state of hypervisors or disks, kept and never interpreted. */
export type StaticState = Record<string, unknown>;
const staticState = () => sparse(freeMap, () => ({}), mapText(jsonText));

/** A physical machine of the cluster. */
export interface Node extends TimeStamped, Identified, Numbered, Tagged {
  name: string;
  primary_ip: string;
  secondary_ip: string;
  master_candidate: boolean;
  offline: boolean;
  drained: boolean;
  /** uuid of its node group. */
  group: string;
  master_capable: boolean;
  vm_capable: boolean;
  ndparams: PartialNDParams;
  powered: boolean;
  hv_state_static: StaticState;
  disk_state_static: StaticState;
}

export const nodeClass = defineObject<Node>('Node', {
  name: required(ht.string),
  primary_ip: required(ht.string),
  secondary_ip: required(ht.string),
  master_candidate: required(ht.bool),
  offline: required(ht.bool),
  drained: required(ht.bool),
  group: required(ht.string),
  master_capable: required(ht.bool),
  vm_capable: required(ht.bool),
  ndparams: one(() => partialNDParamsClass),
  powered: required(ht.bool),
  hv_state_static: staticState(),
  disk_state_static: staticState(),
  ...timeFields,
  ...uuidField,
  ...serialField,
  ...tagsField,
});

/** Disk parameters by template, as far as they differ from the level above. */
export type GroupDiskParams = Record<string, Record<string, unknown>>;

/** Nodes that are managed alike and among which instances move. */
export interface NodeGroup extends TimeStamped, Identified, Numbered, Tagged {
  name: string;
  /** Always empty, as in the original's file; who is in a group stands on the nodes. */
  members: string[];
  ndparams: PartialNDParams;
  alloc_policy: AllocPolicy;
  ipolicy: PartialIPolicy;
  diskparams: GroupDiskParams;
  /** Networks connected to the group, by uuid. */
  networks: Record<string, PartialNicParams>;
  hv_state_static: StaticState;
  disk_state_static: StaticState;
}

export const nodeGroupClass = defineObject<NodeGroup>('NodeGroup', {
  name: required(ht.string),
  members: defaulted(ht.list(ht.string), () => []),
  ndparams: one(() => partialNDParamsClass),
  alloc_policy: required(ht.oneOf(VALID_ALLOC_POLICIES)),
  ipolicy: one(() => partialIPolicyClass),
  diskparams: required(ht.dict(freeMap), mapText(mapText(jsonText))),
  networks: mapOf(() => partialNicParamsClass),
  hv_state_static: staticState(),
  disk_state_static: staticState(),
  ...timeFields,
  ...uuidField,
  ...serialField,
  ...tagsField,
});
