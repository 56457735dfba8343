import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterDestroy = defineOpcode({
  id: 'OP_CLUSTER_DESTROY',
  doc: 'Check that nothing but the master is left, and run the hooks that come before the end of the cluster. Returns the UUID of the master node; the client then takes the node out of service.',
  summaryField: null,
  params: {},
  result: ht.nonEmptyString,
});
