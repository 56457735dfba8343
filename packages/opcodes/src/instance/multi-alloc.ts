import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pIallocator } from '../params/common.js';
import { pOpportunisticLocking } from '../params/instance.js';
import { multiAllocResponse } from '../types/index.js';

export const opInstanceMultiAlloc = defineOpcode({
  id: 'OP_INSTANCE_MULTI_ALLOC',
  doc: 'Place many new instances in one step of the allocator, then submit a job to create each of those that fit.',
  summaryField: null,
  params: {
    opportunistic_locking: pOpportunisticLocking,
    iallocator: pIallocator,
    instances: optional(ht.list(ht.any), [], 'The instances, each as OP_INSTANCE_CREATE without nodes and allocator.'),
  },
  result: multiAllocResponse,
});
