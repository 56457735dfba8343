import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pGroupName } from '../params/group.js';
import { pNodeUuids } from '../params/node.js';

export const opGroupAssignNodes = defineOpcode({
  id: 'OP_GROUP_ASSIGN_NODES',
  doc: 'Put nodes into a node group.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
    force: optional(ht.bool, false, 'Do it even if mirrored instances are then split between groups.'),
    nodes: required(ht.list(ht.nonEmptyString), 'Nodes by name.'),
    node_uuids: pNodeUuids,
  },
  result: ht.none,
});
