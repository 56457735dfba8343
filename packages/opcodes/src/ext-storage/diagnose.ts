import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pOutputFields } from '../params/common.js';

export const opExtStorageDiagnose = defineOpcode({
  id: 'OP_EXT_STORAGE_DIAGNOSE',
  doc: 'List external storage providers as the nodes see them.',
  summaryField: null,
  params: {
    output_fields: pOutputFields,
    names: optional(ht.list(ht.nonEmptyString), [], 'Providers by name; an empty list means all.'),
  },
  result: ht.list(ht.list(ht.any)),
});
