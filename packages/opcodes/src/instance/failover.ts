import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pIallocator, pIgnoreIpolicy, pShutdownTimeout } from '../params/common.js';
import { pCleanup, pIgnoreConsistency, pInstanceName, pInstanceUuid } from '../params/instance.js';
import { pTargetNode, pTargetNodeUuid } from '../params/node.js';

export const opInstanceFailover = defineOpcode({
  id: 'OP_INSTANCE_FAILOVER',
  doc: 'Move an instance to another node of its disks by stopping it here and starting it there.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    shutdown_timeout: pShutdownTimeout,
    ignore_consistency: pIgnoreConsistency,
    target_node: pTargetNode,
    target_node_uuid: pTargetNodeUuid,
    ignore_ipolicy: pIgnoreIpolicy,
    cleanup: pCleanup,
    iallocator: pIallocator,
  },
  result: ht.none,
});
