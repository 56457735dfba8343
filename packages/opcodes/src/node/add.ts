import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pDiskState, pHvState, pNdparams } from '../params/common.js';
import { pMasterCapable, pNodeName, pSecondaryIp, pVmCapable } from '../params/node.js';

export const opNodeAdd = defineOpcode({
  id: 'OP_NODE_ADD',
  doc: 'Add a node, or take one back in that has been reinstalled.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    hv_state: pHvState,
    disk_state: pDiskState,
    primary_ip: optional(ht.maybe(ht.nonEmptyString), null, 'Main address; without it what the name resolves to.'),
    secondary_ip: pSecondaryIp,
    readd: optional(ht.bool, false, 'The node is already in the configuration and comes back.'),
    group: optional(
      ht.maybe(ht.nonEmptyString),
      null,
      'Node group to put it into, by name or UUID; without it the only group there is.',
    ),
    master_capable: pMasterCapable,
    vm_capable: pVmCapable,
    ndparams: pNdparams,
    node_setup: optional(ht.bool, false, 'Give the node SSH keys that the other nodes accept.'),
  },
  result: ht.none,
});
