import { defineOpcode } from '../define.js';
import { pIallocator, pIgnoreIpolicy } from '../params/common.js';
import { pAllowRuntimeChanges, pMigrationLive, pMigrationMode } from '../params/instance.js';
import { pNodeName, pNodeUuid, pTargetNode, pTargetNodeUuid } from '../params/node.js';
import { jobIdListOnly } from '../types/index.js';

export const opNodeMigrate = defineOpcode({
  id: 'OP_NODE_MIGRATE',
  doc: 'Move all instances away whose primary node this is, while they run: submit one migration for each.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    mode: pMigrationMode,
    live: pMigrationLive,
    target_node: pTargetNode,
    target_node_uuid: pTargetNodeUuid,
    allow_runtime_changes: pAllowRuntimeChanges,
    ignore_ipolicy: pIgnoreIpolicy,
    iallocator: pIallocator,
  },
  result: jobIdListOnly,
});
