import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pNodeName, pNodeUuid } from '../params/node.js';

export const opNodePowercycle = defineOpcode({
  id: 'OP_NODE_POWERCYCLE',
  doc: 'Restart a node at once, without shutting anything down.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    force: optional(ht.bool, false, 'Do it even to the master node.'),
  },
  result: ht.maybe(ht.nonEmptyString),
});
