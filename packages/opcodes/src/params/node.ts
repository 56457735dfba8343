import { ht } from '@gnt/ht';
import { optional, required } from '../define.js';
import { storageType } from '../types/index.js';

export const pNodeName = required(ht.nonEmptyString, 'Node, by name.');
export const pNodeUuid = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'UUID of the node; when given, it must belong to the name. Filled in by the master.',
);
export const pNodes = optional(ht.list(ht.nonEmptyString), [], 'Nodes by name; an empty list means all of them.');
export const pNodeUuids = optional(
  ht.maybe(ht.list(ht.nonEmptyString)),
  null,
  'UUIDs of the nodes named, in the same order. Filled in by the master.',
);
export const pMasterCapable = optional(ht.maybe(ht.bool), null, 'Whether the node may become a master candidate.');
export const pVmCapable = optional(ht.maybe(ht.bool), null, 'Whether the node may run instances.');
export const pSecondaryIp = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'Address in the replication network; the primary address when there is no such network.',
);
export const pStorageType = required(storageType, 'Kind of storage.');
export const pStorageName = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'One unit of the storage: a physical volume, volume group or path, depending on the kind.',
);
export const pTargetNode = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'Node to move to, by name; only for disks that every node can reach.',
);
export const pTargetNodeUuid = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'UUID of the target node. Filled in by the master.',
);
export const pRemoteNode = optional(ht.maybe(ht.nonEmptyString), null, 'New secondary node, by name.');
export const pRemoteNodeUuid = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'UUID of the new secondary node. Filled in by the master.',
);
