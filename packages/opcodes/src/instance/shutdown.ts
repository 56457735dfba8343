import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import { pIgnoreOfflineNodes, pInstanceName, pInstanceUuid, pNoRemember } from '../params/instance.js';
import { adminStateSource } from '../types/index.js';

export const opInstanceShutdown = defineOpcode({
  id: 'OP_INSTANCE_SHUTDOWN',
  doc: 'Shut an instance down: ask the guest, and switch it off when its time is over.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    force: optional(ht.bool, false, 'Do it even if the instance is marked offline.'),
    ignore_offline_nodes: pIgnoreOfflineNodes,
    timeout: optional(
      ht.nonNegativeInt,
      DEFAULT_SHUTDOWN_TIMEOUT,
      'Seconds that the guest gets to shut down by itself before it is switched off.',
    ),
    no_remember: pNoRemember,
    admin_state_source: optional(
      ht.maybe(adminStateSource),
      null,
      'Who wants it down: an administrator, or the guest that switched itself off.',
    ),
  },
  result: ht.none,
});
