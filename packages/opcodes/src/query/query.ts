import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pUseLocking } from '../params/common.js';
import { queryResponse, queryTypeOp } from '../types/index.js';

export const opQuery = defineOpcode({
  id: 'OP_QUERY',
  doc: 'List resources: the given columns of all that match a filter.',
  summaryField: 'what',
  params: {
    what: required(queryTypeOp, 'Resource to list.'),
    use_locking: pUseLocking,
    fields: required(ht.list(ht.nonEmptyString), 'Columns to return, in this order.'),
    qfilter: optional(
      ht.maybe(ht.list(ht.any)),
      null,
      'Filter in prefix form, such as ["=", "name", "node1"]; null for everything.',
    ),
  },
  result: queryResponse,
});
