import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pInstanceName, pInstanceUuid, pIpCheck, pNameCheck } from '../params/instance.js';

export const opInstanceRename = defineOpcode({
  id: 'OP_INSTANCE_RENAME',
  doc: 'Rename a stopped instance, its disks where they carry the name, and tell its OS by the rename script. Returns the new name.',
  summaryField: null,
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    new_name: required(ht.nonEmptyString, 'New name.'),
    name_check: pNameCheck,
    ip_check: pIpCheck,
  },
  result: ht.nonEmptyString,
});
