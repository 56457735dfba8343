import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pShutdownTimeout } from '../params/common.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';
import { rebootType } from '../types/index.js';

export const opInstanceReboot = defineOpcode({
  id: 'OP_INSTANCE_REBOOT',
  doc: 'Restart an instance; one that is down is started.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    shutdown_timeout: pShutdownTimeout,
    ignore_secondaries: optional(
      ht.bool,
      false,
      'Start again even when the disks cannot be set up on the secondary node. Only for full.',
    ),
    reboot_type: required(
      rebootType,
      'soft asks the hypervisor to restart the guest, hard makes a new hypervisor process on the same node, full also takes the disks down and up.',
    ),
  },
  result: ht.none,
});
