import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pIgnoreConsistency } from '../params/instance.js';
import { pNodeName, pNodeUuid, pStorageName, pStorageType } from '../params/node.js';

export const opRepairNodeStorage = defineOpcode({
  id: 'OP_REPAIR_NODE_STORAGE',
  doc: 'Repair a volume group from which a physical volume is missing. Instances with disks there must be down or have them elsewhere too.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    storage_type: pStorageType,
    name: pStorageName,
    ignore_consistency: pIgnoreConsistency,
  },
  result: ht.none,
});
