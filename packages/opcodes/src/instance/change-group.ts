import { defineOpcode } from '../define.js';
import { pEarlyRelease, pIallocator, pTargetGroups } from '../params/common.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';
import { jobIdListOnly } from '../types/index.js';

export const opInstanceChangeGroup = defineOpcode({
  id: 'OP_INSTANCE_CHANGE_GROUP',
  doc: 'Move an instance to another node group: submit the jobs that an allocator finds for it.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    early_release: pEarlyRelease,
    iallocator: pIallocator,
    target_groups: pTargetGroups,
  },
  result: jobIdListOnly,
});
