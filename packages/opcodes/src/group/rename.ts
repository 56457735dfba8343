import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pGroupName } from '../params/group.js';

export const opGroupRename = defineOpcode({
  id: 'OP_GROUP_RENAME',
  doc: 'Rename a node group. Returns the new name.',
  summaryField: null,
  params: {
    group_name: pGroupName,
    new_name: required(ht.nonEmptyString, 'New name.'),
  },
  result: ht.nonEmptyString,
});
