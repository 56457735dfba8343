import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';

export const opInstanceActivateDisks = defineOpcode({
  id: 'OP_INSTANCE_ACTIVATE_DISKS',
  doc: 'Make the disks of an instance available on its nodes without starting it. Returns a list of [node, disk, device path].',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    ignore_size: optional(ht.bool, false, 'Do not compare with the recorded size; the disk may be larger or smaller.'),
    wait_for_sync: optional(ht.bool, false, 'Wait until the disks are in sync.'),
  },
  result: ht.list(ht.tuple(ht.nonEmptyString, ht.nonEmptyString, ht.maybe(ht.nonEmptyString))),
});
