import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pOutputFields } from '../params/common.js';

export const opClusterConfigQuery = defineOpcode({
  id: 'OP_CLUSTER_CONFIG_QUERY',
  doc: 'Return single values of the configuration, such as cluster_name or master_node.',
  summaryField: null,
  params: {
    output_fields: pOutputFields,
  },
  result: ht.list(ht.any),
});
