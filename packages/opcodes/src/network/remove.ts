import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pForce } from '../params/common.js';
import { pNetworkName } from '../params/network.js';

export const opNetworkRemove = defineOpcode({
  id: 'OP_NETWORK_REMOVE',
  doc: 'Remove a network that is connected to no node group.',
  summaryField: 'network_name',
  params: {
    network_name: pNetworkName,
    force: pForce,
  },
  result: ht.none,
});
