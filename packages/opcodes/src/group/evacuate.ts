import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pEarlyRelease, pIallocator, pTargetGroups } from '../params/common.js';
import { pGroupName } from '../params/group.js';
import { jobIdListOnly } from '../types/index.js';

export const opGroupEvacuate = defineOpcode({
  id: 'OP_GROUP_EVACUATE',
  doc: 'Move all instances of a node group to other groups: submit the jobs that an allocator finds for it.',
  summaryField: 'group_name',
  params: {
    group_name: pGroupName,
    early_release: pEarlyRelease,
    iallocator: pIallocator,
    target_groups: pTargetGroups,
    sequential: optional(
      ht.bool,
      false,
      'Let each job wait for the one before, instead of running as many as locks allow.',
    ),
    force_failover: optional(ht.bool, false, 'Stop and restart instances instead of migrating them.'),
  },
  result: jobIdListOnly,
});
