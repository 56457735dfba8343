import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pOutputFields } from '../params/common.js';
import { pNodes, pStorageName } from '../params/node.js';
import { storageType } from '../types/index.js';

export const opNodeQueryStorage = defineOpcode({
  id: 'OP_NODE_QUERY_STORAGE',
  doc: 'List the storage units of nodes: volume groups, physical volumes, directories.',
  summaryField: null,
  params: {
    output_fields: pOutputFields,
    storage_type: optional(
      ht.maybe(storageType),
      null,
      "Kind of storage; without it that of the cluster's default disk template.",
    ),
    nodes: pNodes,
    name: pStorageName,
  },
  result: ht.list(ht.list(ht.any)),
});
