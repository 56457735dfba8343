import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterDeactivateMasterIp = defineOpcode({
  id: 'OP_CLUSTER_DEACTIVATE_MASTER_IP',
  doc: 'Take the master address down; clients that use it lose the cluster until it is set up again.',
  summaryField: null,
  params: {},
  result: ht.none,
});
