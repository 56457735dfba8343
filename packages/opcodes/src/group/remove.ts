import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pGroupName } from '../params/group.js';

export const opGroupRemove = defineOpcode({
  id: 'OP_GROUP_REMOVE',
  doc: 'Remove a node group that has no nodes; the last one stays.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
  },
  result: ht.none,
});
