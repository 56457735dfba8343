import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pInstanceName, pInstanceUuid } from '../params/instance.js';

export const opInstanceConsole = defineOpcode({
  id: 'OP_INSTANCE_CONSOLE',
  doc: 'Tell how to reach the console of a running instance: a command over SSH, or the address of a VNC or SPICE display.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
  },
  result: ht.anyObject,
});
