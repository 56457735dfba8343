import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pShutdownTimeout } from '../params/common.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';

export const opInstanceRemove = defineOpcode({
  id: 'OP_INSTANCE_REMOVE',
  doc: 'Shut an instance down and remove it with its disks.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    shutdown_timeout: pShutdownTimeout,
    ignore_failures: optional(
      ht.bool,
      false,
      'Remove it from the configuration although shutdown or removal of disks failed.',
    ),
  },
  result: ht.none,
});
