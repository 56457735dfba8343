import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pIgnoreOfflineNodes, pInstanceName, pInstanceUuid, pNoRemember } from '../params/instance.js';

export const opInstanceStartup = defineOpcode({
  id: 'OP_INSTANCE_STARTUP',
  doc: 'Start an instance.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    force: optional(ht.bool, false, 'Start even when the secondary node of its disks cannot be reached.'),
    ignore_offline_nodes: pIgnoreOfflineNodes,
    hvparams: optional(ht.anyObject, {}, 'Hypervisor parameters for this start only.'),
    beparams: optional(ht.anyObject, {}, 'Backend parameters for this start only; memory in MiB.'),
    no_remember: pNoRemember,
    startup_paused: optional(ht.bool, false, 'Leave the guest paused at its first instruction.'),
    shutdown_timeout: optional(
      ht.nonNegativeInt,
      DEFAULT_SHUTDOWN_TIMEOUT,
      'Seconds to wait when what is left of a guest that switched itself off must be cleared away first.',
    ),
  },
  result: ht.none,
});
