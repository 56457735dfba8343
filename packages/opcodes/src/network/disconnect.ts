import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pGroupName } from '../params/group.js';
import { pNetworkName } from '../params/network.js';

export const opNetworkDisconnect = defineOpcode({
  id: 'OP_NETWORK_DISCONNECT',
  doc: 'Take the connection between a network and a node group away; no instance may use it.',
  summaryField: 'network_name',
  params: {
    group_name: pGroupName,
    network_name: pNetworkName,
  },
  result: ht.none,
});
