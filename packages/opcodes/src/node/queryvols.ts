import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pOutputFields } from '../params/common.js';
import { pNodes } from '../params/node.js';

export const opNodeQueryvols = defineOpcode({
  id: 'OP_NODE_QUERYVOLS',
  doc: 'List the logical volumes of nodes.',
  summaryField: null,
  params: {
    output_fields: pOutputFields,
    nodes: pNodes,
  },
  result: ht.list(ht.any),
});
