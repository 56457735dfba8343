import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pEarlyRelease, pIallocator, pIgnoreIpolicy } from '../params/common.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';
import { pRemoteNode, pRemoteNodeUuid } from '../params/node.js';
import { diskIndex, replaceDisksMode } from '../types/index.js';

export const opInstanceReplaceDisks = defineOpcode({
  id: 'OP_INSTANCE_REPLACE_DISKS',
  doc: 'Rebuild one side of mirrored disks, in place or on another node.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    early_release: pEarlyRelease,
    ignore_ipolicy: pIgnoreIpolicy,
    mode: required(
      replaceDisksMode,
      'Which side: on the primary, on the secondary, moved to a new secondary, or wherever a disk is broken.',
    ),
    disks: optional(ht.list(diskIndex), [], 'Numbers of the disks; an empty list means all.'),
    remote_node: pRemoteNode,
    remote_node_uuid: pRemoteNodeUuid,
    iallocator: pIallocator,
  },
  result: ht.none,
});
