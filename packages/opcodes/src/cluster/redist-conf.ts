import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterRedistConf = defineOpcode({
  id: 'OP_CLUSTER_REDIST_CONF',
  doc: 'Send the configuration and the files that belong to it to all nodes again.',
  summaryField: null,
  params: {},
  result: ht.none,
});
