import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pUseLocking } from '../params/common.js';
import { pInstances } from '../params/instance.js';

export const opInstanceQueryData = defineOpcode({
  id: 'OP_INSTANCE_QUERY_DATA',
  doc: 'Return all that is known about instances, down to the state of each disk.',
  summaryField: null,
  params: {
    use_locking: pUseLocking,
    instances: pInstances,
    static: optional(ht.bool, false, 'Only what the configuration says; do not ask the nodes.'),
  },
  result: ht.dict(ht.anyObject),
});
