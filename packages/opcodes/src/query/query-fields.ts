import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { queryFieldsResponse, queryTypeOp } from '../types/index.js';

export const opQueryFields = defineOpcode({
  id: 'OP_QUERY_FIELDS',
  doc: 'List the columns that a resource has.',
  summaryField: 'what',
  params: {
    what: required(queryTypeOp, 'Resource whose columns to list.'),
    fields: optional(
      ht.maybe(ht.list(ht.nonEmptyString)),
      null,
      'Only these columns, in this order; null for all, by name.',
    ),
  },
  result: queryFieldsResponse,
});
