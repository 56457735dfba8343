import { defineOpcode } from '../define.js';
import { pIsStrict } from '../params/cluster.js';
import { pOptionalGroupName } from '../params/group.js';
import { jobIdListOnly } from '../types/index.js';

export const opClusterVerifyDisks = defineOpcode({
  id: 'OP_CLUSTER_VERIFY_DISKS',
  doc: 'Look for missing and inactive disks: submit one job for each node group.',
  summaryField: null,
  params: {
    group_name: pOptionalGroupName,
    is_strict: pIsStrict,
  },
  result: jobIdListOnly,
});
