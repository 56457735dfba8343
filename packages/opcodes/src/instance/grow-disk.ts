import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pIgnoreIpolicy } from '../params/common.js';
import { pInstanceName, pInstanceUuid, pWaitForSync } from '../params/instance.js';
import { diskIndex } from '../types/index.js';

export const opInstanceGrowDisk = defineOpcode({
  id: 'OP_INSTANCE_GROW_DISK',
  doc: 'Make a disk larger. The guest sees the new size at once where the hypervisor can tell it, else after a restart.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    wait_for_sync: pWaitForSync,
    disk: required(diskIndex, 'Number of the disk, counted from 0.'),
    amount: required(ht.nonNegativeInt, 'MiB to add; with absolute, the new size in MiB.'),
    absolute: optional(ht.bool, false, 'The amount is the new size, not what to add.'),
    ignore_ipolicy: pIgnoreIpolicy,
  },
  result: ht.none,
});
