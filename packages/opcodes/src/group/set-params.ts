import { defineOpcode } from '../define.js';
import { pDiskparams, pIpolicy } from '../params/cluster.js';
import { pDiskState, pHvState, pNdparams } from '../params/common.js';
import { pAllocPolicy, pGroupName } from '../params/group.js';
import { changeList } from '../types/index.js';

export const opGroupSetParams = defineOpcode({
  id: 'OP_GROUP_SET_PARAMS',
  doc: 'Change the settings of a node group. What is left out or null stays as it is.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
    alloc_policy: pAllocPolicy,
    ndparams: pNdparams,
    diskparams: pDiskparams,
    hv_state: pHvState,
    disk_state: pDiskState,
    ipolicy: pIpolicy,
  },
  result: changeList,
});
