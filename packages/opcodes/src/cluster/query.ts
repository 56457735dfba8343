import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterQuery = defineOpcode({
  id: 'OP_CLUSTER_QUERY',
  doc: "Return the cluster's settings and versions.",
  summaryField: null,
  params: {},
  result: ht.anyObject,
});
