import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pIallocator, pIgnoreIpolicy } from '../params/common.js';
import {
  pAllowRuntimeChanges,
  pCleanup,
  pInstanceName,
  pInstanceUuid,
  pMigrationLive,
  pMigrationMode,
} from '../params/instance.js';
import { pTargetNode, pTargetNodeUuid } from '../params/node.js';

export const opInstanceMigrate = defineOpcode({
  id: 'OP_INSTANCE_MIGRATE',
  doc: 'Move a running instance to another node of its disks without stopping it.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    mode: pMigrationMode,
    live: pMigrationLive,
    target_node: pTargetNode,
    target_node_uuid: pTargetNodeUuid,
    allow_runtime_changes: pAllowRuntimeChanges,
    ignore_ipolicy: pIgnoreIpolicy,
    cleanup: pCleanup,
    iallocator: pIallocator,
    allow_failover: optional(
      ht.bool,
      false,
      'Fail over instead when the instance cannot migrate, for one because it is down.',
    ),
    ignore_hvversions: optional(
      ht.bool,
      false,
      'Migrate although the hypervisor versions of the two nodes do not fit together.',
    ),
  },
  result: ht.none,
});
