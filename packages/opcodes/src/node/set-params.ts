import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pDiskState, pForce, pHvState, pNdparams } from '../params/common.js';
import { pMasterCapable, pNodeName, pNodeUuid, pSecondaryIp, pVmCapable } from '../params/node.js';
import { changeList } from '../types/index.js';

export const opNodeSetParams = defineOpcode({
  id: 'OP_NODE_SET_PARAMS',
  doc: 'Change the role or the settings of a node. What is left out or null stays as it is.',
  summaryField: 'node_name',
  params: {
    node_name: pNodeName,
    node_uuid: pNodeUuid,
    force: pForce,
    hv_state: pHvState,
    disk_state: pDiskState,
    master_candidate: optional(ht.maybe(ht.bool), null, 'Whether the node is a master candidate.'),
    offline: optional(ht.maybe(ht.bool), null, 'Whether the node is out of service; nobody then tries to reach it.'),
    drained: optional(
      ht.maybe(ht.bool),
      null,
      'Whether the node is to be emptied: no new instances go there, and it is no candidate.',
    ),
    auto_promote: optional(ht.bool, false, 'Promote another node when too few master candidates would be left.'),
    master_capable: pMasterCapable,
    vm_capable: pVmCapable,
    secondary_ip: pSecondaryIp,
    ndparams: pNdparams,
    powered: optional(ht.maybe(ht.bool), null, 'Whether the node is switched on, as recorded by out-of-band commands.'),
  },
  result: changeList,
});
