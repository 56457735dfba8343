import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';
import { exportMode } from '../types/index.js';

export const opBackupPrepare = defineOpcode({
  id: 'OP_BACKUP_PREPARE',
  doc: 'Get ready to export an instance to another cluster: create the certificate and the proof that go to the receiver. Nothing to do for a local export.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    mode: required(exportMode, 'local stays in this cluster, remote goes to another.'),
  },
  result: ht.maybe(ht.anyObject),
});
