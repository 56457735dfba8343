import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pOutputFields } from '../params/common.js';

export const opOsDiagnose = defineOpcode({
  id: 'OP_OS_DIAGNOSE',
  doc: 'List OS definitions as the nodes see them.',
  summaryField: null,
  params: {
    output_fields: pOutputFields,
    names: optional(ht.list(ht.nonEmptyString), [], 'OSes by name; an empty list means all.'),
  },
  result: ht.list(ht.list(ht.any)),
});
