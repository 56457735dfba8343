import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterActivateMasterIp = defineOpcode({
  id: 'OP_CLUSTER_ACTIVATE_MASTER_IP',
  doc: 'Set up the master address on the master node.',
  summaryField: null,
  params: {},
  result: ht.none,
});
