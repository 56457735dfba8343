import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';

export const opClusterPostInit = defineOpcode({
  id: 'OP_CLUSTER_POST_INIT',
  doc: 'Finish the creation of a cluster: set up Open vSwitch on the master where that is asked for, and run the hooks. Submitted by `gnt-cluster init`.',
  summaryField: null,
  params: {},
  result: ht.bool,
});
