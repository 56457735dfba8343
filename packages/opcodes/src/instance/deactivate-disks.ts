import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';

export const opInstanceDeactivateDisks = defineOpcode({
  id: 'OP_INSTANCE_DEACTIVATE_DISKS',
  doc: 'Take the disks of a stopped instance down.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    force: optional(ht.bool, false, 'Do not ask first whether the instance is really stopped.'),
  },
  result: ht.none,
});
