import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pEarlyRelease, pIallocator } from '../params/common.js';
import { pNodeName, pNodeUuid, pRemoteNode, pRemoteNodeUuid } from '../params/node.js';
import { evacMode, jobIdListOnly } from '../types/index.js';

export const opNodeEvacuate = defineOpcode({
  id: 'OP_NODE_EVACUATE',
  doc: 'Move instances off a node, with an allocator or to one given secondary node: submit the jobs that do it.',
  summaryField: 'node_name',
  params: {
    early_release: pEarlyRelease,
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    remote_node: pRemoteNode,
    remote_node_uuid: pRemoteNodeUuid,
    iallocator: pIallocator,
    mode: required(evacMode, 'Which instances: those with the node as primary, as secondary, or all.'),
    ignore_soft_errors: optional(
      ht.maybe(ht.bool),
      null,
      'Let the allocator pass over problems that do not forbid a move, such as a broken instance policy.',
    ),
  },
  result: jobIdListOnly,
});
