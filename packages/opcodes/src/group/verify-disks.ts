import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pIsStrict } from '../params/cluster.js';
import { pGroupName } from '../params/group.js';

export const opGroupVerifyDisks = defineOpcode({
  id: 'OP_GROUP_VERIFY_DISKS',
  doc: 'Look for missing and inactive disks in one node group. Returns nodes that could not be asked (with the reason), instances whose disks must be activated, and missing volumes by instance.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
    is_strict: pIsStrict,
  },
  result: ht.tuple(ht.dict(ht.string), ht.list(ht.string), ht.dict(ht.list(ht.list(ht.string)))),
});
