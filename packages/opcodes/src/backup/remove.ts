import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';

export const opBackupRemove = defineOpcode({
  id: 'OP_BACKUP_REMOVE',
  doc: 'Remove the exports of an instance from all nodes; the instance need not exist any more.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
  },
  result: ht.none,
});
