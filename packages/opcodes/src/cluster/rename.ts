import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';

export const opClusterRename = defineOpcode({
  id: 'OP_CLUSTER_RENAME',
  doc: 'Give the cluster another name and with it another master address. Returns the full new name.',
  summaryField: 'name',
  params: {
    name: required(ht.nonEmptyString, 'New name; it must resolve to the new master address.'),
  },
  result: ht.nonEmptyString,
});
