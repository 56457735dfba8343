import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';
import {
  pForceVariant,
  pInstanceName,
  pInstanceUuid,
  pOsType,
  pOsparamsPrivate,
  pOsparamsSecret,
} from '../params/instance.js';

export const opInstanceReinstall = defineOpcode({
  id: 'OP_INSTANCE_REINSTALL',
  doc: 'Install the OS of a stopped instance again; what was on its disks is lost.',
  summaryField: 'instance_name',
  params: {
    instance_name: pInstanceName,
    instance_uuid: pInstanceUuid,
    force_variant: pForceVariant,
    os_type: pOsType,
    osparams: optional(ht.maybe(ht.anyObject), null, 'Parameters for the OS scripts, for this installation only.'),
    osparams_private: pOsparamsPrivate,
    osparams_secret: pOsparamsSecret,
  },
  result: ht.none,
});
