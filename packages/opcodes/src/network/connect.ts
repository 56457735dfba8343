import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pGroupName } from '../params/group.js';
import { pNetworkConflictsCheck, pNetworkName } from '../params/network.js';
import { nicMode } from '../types/index.js';

export const opNetworkConnect = defineOpcode({
  id: 'OP_NETWORK_CONNECT',
  doc: 'Connect a network to a node group, and say how network cards there reach it.',
  summaryField: 'network_name',
  params: {
    group_name: pGroupName,
    network_name: pNetworkName,
    network_mode: required(nicMode, 'How network cards are attached to the node.'),
    network_link: required(ht.nonEmptyString, 'Bridge, switch or routing table on the nodes, depending on the mode.'),
    network_vlan: optional(ht.string, '', 'VLAN of the switch port, for Open vSwitch; empty for none.'),
    conflicts_check: pNetworkConflictsCheck,
  },
  result: ht.none,
});
