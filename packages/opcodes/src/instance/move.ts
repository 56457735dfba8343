import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pIgnoreIpolicy, pShutdownTimeout } from '../params/common.js';
import { pCompress, pIgnoreConsistency, pInstanceName, pInstanceUuid } from '../params/instance.js';
import { pTargetNodeUuid } from '../params/node.js';

export const opInstanceMove = defineOpcode({
  id: 'OP_INSTANCE_MOVE',
  doc: 'Move an instance to any node by stopping it, copying its disks and starting it there.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    shutdown_timeout: pShutdownTimeout,
    ignore_ipolicy: pIgnoreIpolicy,
    target_node: required(ht.nonEmptyString, 'Node to move to, by name.'),
    target_node_uuid: pTargetNodeUuid,
    compress: pCompress,
    ignore_consistency: pIgnoreConsistency,
  },
  result: ht.none,
});
