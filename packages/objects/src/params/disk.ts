import {
  CLASSIC_DRBD_SYNC_SPEED,
  DEFAULT_DELAY_TARGET,
  DEFAULT_DISK_CUSTOM,
  DEFAULT_DISK_RESYNC,
  DEFAULT_FILL_TARGET,
  DEFAULT_MIN_RATE,
  DEFAULT_NET_CUSTOM,
  DEFAULT_PLAN_AHEAD,
  DEFAULT_RBD_POOL,
  DEFAULT_VG,
  DISK_KERNELSPACE,
  DISK_VALID_ACCESS_MODES,
  DRBD_BARRIERS,
  DRBD_DEFAULT_NET_PROTOCOL,
  DRBD_NO_META_FLUSH,
  GLUSTER_HOST_DEFAULT,
  GLUSTER_PORT_DEFAULT,
  GLUSTER_VOLUME_DEFAULT,
  LVM_STRIPECOUNT,
  type DiskTemplate,
} from '@gnt/constants';
import { among } from './checks.js';
import { defaultsOf, typesOf, type ParamTable } from './define.js';

const access = {
  type: 'string',
  default: DISK_KERNELSPACE,
  check: among(DISK_VALID_ACCESS_MODES),
  doc: 'Whether the hypervisor reaches the disk by itself or through a device of the node.',
} as const;

const drbd = {
  'resync-rate': { type: 'int', default: CLASSIC_DRBD_SYNC_SPEED, doc: 'Fixed resynchronisation rate, KiB/s.' },
  'data-stripes': { type: 'int', default: LVM_STRIPECOUNT, doc: 'Stripes of the volume that holds the data.' },
  'meta-stripes': { type: 'int', default: LVM_STRIPECOUNT, doc: 'Stripes of the volume that holds the metadata.' },
  'disk-barriers': {
    type: 'string',
    default: DRBD_BARRIERS,
    doc: 'Barriers to turn off: n none, or letters of b, d, f.',
  },
  'meta-barriers': { type: 'bool', default: DRBD_NO_META_FLUSH, doc: 'Whether to turn off flushes of the metadata.' },
  metavg: { type: 'string', default: DEFAULT_VG, doc: 'Volume group of the metadata.' },
  'disk-custom': { type: 'string', default: DEFAULT_DISK_CUSTOM, doc: 'Further disk arguments for drbdsetup.' },
  'net-custom': { type: 'string', default: DEFAULT_NET_CUSTOM, doc: 'Further network arguments for drbdsetup.' },
  protocol: { type: 'string', default: DRBD_DEFAULT_NET_PROTOCOL, doc: 'Replication protocol: A, B or C.' },
  'dynamic-resync': {
    type: 'bool',
    default: DEFAULT_DISK_RESYNC,
    doc: 'Whether the resynchronisation rate adapts, by the c- values.',
  },
  'c-plan-ahead': {
    type: 'int',
    default: DEFAULT_PLAN_AHEAD,
    doc: 'How far the adaptive rate plans, in tenths of a second.',
  },
  'c-fill-target': {
    type: 'int',
    default: DEFAULT_FILL_TARGET,
    doc: 'Data in flight the adaptive rate aims at, in sectors.',
  },
  'c-delay-target': {
    type: 'int',
    default: DEFAULT_DELAY_TARGET,
    doc: 'Delay the adaptive rate aims at, in tenths of a second.',
  },
  'c-max-rate': { type: 'int', default: CLASSIC_DRBD_SYNC_SPEED, doc: 'Highest adaptive rate, KiB/s.' },
  'c-min-rate': { type: 'int', default: DEFAULT_MIN_RATE, doc: 'Lowest adaptive rate, KiB/s.' },
} as const satisfies ParamTable;

/** Disk parameters by template. */
export const diskparams = {
  blockdev: {},
  diskless: {},
  drbd,
  ext: { access },
  file: {},
  gluster: {
    access,
    host: { type: 'string', default: GLUSTER_HOST_DEFAULT, doc: 'A host of the Gluster volume.' },
    port: { type: 'int', default: GLUSTER_PORT_DEFAULT, doc: 'Its port.' },
    volume: { type: 'string', default: GLUSTER_VOLUME_DEFAULT, doc: 'The Gluster volume.' },
  },
  plain: { stripes: { type: 'int', default: LVM_STRIPECOUNT, doc: 'Stripes of a new volume.' } },
  rbd: { access, pool: { type: 'string', default: DEFAULT_RBD_POOL, doc: 'The RADOS pool of the disks.' } },
  sharedfile: {},
} as const satisfies Record<DiskTemplate, ParamTable>;

/** Default disk parameters by template. */
export const DISK_DT_DEFAULTS = Object.fromEntries(
  Object.entries(diskparams).map(([dt, table]) => [dt, defaultsOf(table)]),
) as {
  readonly [T in DiskTemplate]: Record<string, unknown>;
};

/** Kinds of the disk parameters of all templates together. */
export const DISK_DT_TYPES = Object.assign({}, ...Object.values(diskparams).map((t) => typesOf(t))) as ReturnType<
  typeof typesOf
>;

/** What a driver's parameter is called in the template's parameters of DRBD, where the names differ. */
const DRBD_NAMES: Readonly<Record<string, keyof typeof drbd>> = {
  'disabled-barriers': 'disk-barriers',
  'disable-meta-flush': 'meta-barriers',
  'default-metavg': 'metavg',
};
const DRBD_DRIVER = [
  'resync-rate',
  'disabled-barriers',
  'disable-meta-flush',
  'default-metavg',
  'disk-custom',
  'net-custom',
  'protocol',
  'dynamic-resync',
  'c-plan-ahead',
  'c-fill-target',
  'c-delay-target',
  'c-max-rate',
  'c-min-rate',
] as const;

/**
 * The parameters handed to the drivers of a disk, from the filled ones of its template: one set for the disk, and for
 * DRBD one more for the data and for the metadata volume.
 */
export function driverParams(
  template: DiskTemplate,
  filled: Readonly<Record<string, unknown>>,
): Record<string, unknown>[] {
  if (template !== 'drbd') {
    return [Object.fromEntries(Object.keys(diskparams[template]).map((name) => [name, filled[name]]))];
  }
  const top = Object.fromEntries(DRBD_DRIVER.map((name) => [name, filled[DRBD_NAMES[name] ?? name]]));
  return [top, { stripes: filled['data-stripes'] }, { stripes: filled['meta-stripes'] }];
}
