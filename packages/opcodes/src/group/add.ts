import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pDiskparams, pIpolicy } from '../params/cluster.js';
import { pDiskState, pHvState, pNdparams } from '../params/common.js';
import { pAllocPolicy } from '../params/group.js';
import { jobIdListOnly } from '../types/index.js';

export const opGroupAdd = defineOpcode({
  id: 'OP_GROUP_ADD',
  doc: 'Create a node group.',
  summaryField: 'group_name',
  params: {
    group_name: required(ht.nonEmptyString, 'Name of the new node group.'),
    alloc_policy: pAllocPolicy,
    ndparams: pNdparams,
    diskparams: pDiskparams,
    hv_state: pHvState,
    disk_state: pDiskState,
    ipolicy: pIpolicy,
  },
  result: ht.anyOf(ht.none, jobIdListOnly),
});
