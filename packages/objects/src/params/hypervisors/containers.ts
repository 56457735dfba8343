import { LXC_DEVICES_DEFAULT, LXC_DROP_CAPABILITIES_DEFAULT } from '@gnt/constants';
import { cpuMask, filePath, migrationMode, notNegative } from '../checks.js';
import type { ParamTable } from '../define.js';

/** Parameters of LXC. */
export const lxcParams = {
  cpu_mask: { type: 'string', default: '', check: cpuMask, doc: 'Physical CPUs for the container.' },
  devices: {
    type: 'string',
    default: LXC_DEVICES_DEFAULT,
    doc: 'Devices the container may use, in the form of the devices control group.',
  },
  drop_capabilities: {
    type: 'string',
    default: LXC_DROP_CAPABILITIES_DEFAULT,
    doc: 'Capabilities the container does not have.',
  },
  extra_cgroups: { type: 'string', default: '', doc: 'Further control groups to mount.' },
  extra_config: { type: 'string', default: '', doc: 'Further configuration entries, separated by semicolons.' },
  num_ttys: {
    type: 'int',
    default: 6,
    required: true,
    check: notNegative,
    doc: 'Number of terminals; 0 leaves the console only.',
  },
  startup_timeout: {
    type: 'int',
    default: 30,
    check: notNegative,
    doc: 'Longest wait for the container to start, in seconds.',
  },
} as const satisfies ParamTable;

/** Parameters of chroots. */
export const chrootParams = {
  init_script: {
    type: 'string',
    default: '/ganeti-chroot',
    required: true,
    check: filePath,
    doc: 'Script in the chroot that starts, stops and reports it.',
  },
} as const satisfies ParamTable;

/** Parameters of the hypervisor that runs nothing. */
export const fakeParams = {
  migration_mode: {
    type: 'string',
    default: 'live',
    required: true,
    globalOnly: true,
    check: migrationMode,
    doc: 'Whether migrations are live unless asked otherwise.',
  },
} as const satisfies ParamTable;
