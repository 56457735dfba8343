import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pIallocator } from '../params/common.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';
import { pNodeUuids } from '../params/node.js';
import { recreateDisksInfo } from '../types/index.js';

export const opInstanceRecreateDisks = defineOpcode({
  id: 'OP_INSTANCE_RECREATE_DISKS',
  doc: 'Create the disks of an instance anew, empty, after they have been lost.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    disks: optional(
      recreateDisksInfo,
      [],
      'Numbers of the disks, or [number, parameters to change] of each; an empty list means all.',
    ),
    nodes: optional(
      ht.list(ht.nonEmptyString),
      [],
      'New nodes, by name: primary and, for mirrored disks, secondary; an empty list keeps the present ones.',
    ),
    node_uuids: pNodeUuids,
    iallocator: pIallocator,
  },
  result: ht.none,
});
