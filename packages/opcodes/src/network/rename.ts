import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pNetworkName } from '../params/network.js';

export const opNetworkRename = defineOpcode({
  id: 'OP_NETWORK_RENAME',
  doc: 'Rename a network. Returns the new name.',
  summaryField: null,
  params: {
    network_name: pNetworkName,
    new_name: required(ht.nonEmptyString, 'New name.'),
  },
  result: ht.nonEmptyString,
});
