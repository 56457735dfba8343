import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pNodeName, pNodeUuid } from '../params/node.js';

export const opNodeRemove = defineOpcode({
  id: 'OP_NODE_REMOVE',
  doc: 'Remove a node that holds no instances from the cluster.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
  },
  result: ht.none,
});
