// Names of disk parameters, as kept per template and as handed to the drivers (LDP_*). Names and values are the original's.
export const DRBD_STATUS_FILE = '/proc/drbd';
export const DDP_LOCAL_IP = 'local-ip';
export const DDP_LOCAL_MINOR = 'local-minor';
export const DDP_PORT = 'port';
export const DDP_REMOTE_IP = 'remote-ip';
export const DDP_REMOTE_MINOR = 'remote-minor';
export const DRBD_BARRIERS = 'n';
export const DRBD_B_DISK_BARRIERS = 'b';
export const DRBD_B_DISK_DRAIN = 'd';
export const DRBD_B_DISK_FLUSH = 'f';
export const DRBD_B_NONE = 'n';
export const DRBD_DATA_STRIPES = 'data-stripes';
export const DRBD_DEFAULT_METAVG = 'metavg';
export const DRBD_DEFAULT_NET_PROTOCOL = 'C';
export const DRBD_DELAY_TARGET = 'c-delay-target';
export const DRBD_DISK_BARRIERS = 'disk-barriers';
export const DRBD_DISK_CUSTOM = 'disk-custom';
export const DRBD_DYNAMIC_RESYNC = 'dynamic-resync';
export const DRBD_FILL_TARGET = 'c-fill-target';
export const DRBD_HMAC_ALG = 'md5';
export const DRBD_MAX_RATE = 'c-max-rate';
export const DRBD_META_BARRIERS = 'meta-barriers';
export const DRBD_META_SIZE = 128;
export const DRBD_META_STRIPES = 'meta-stripes';
export const DRBD_MIGRATION_NET_PROTOCOL = 'C';
export const DRBD_MIN_RATE = 'c-min-rate';
export const DRBD_NET_CUSTOM = 'net-custom';
export const DRBD_NO_META_FLUSH = false;
export const DRBD_PLAN_AHEAD = 'c-plan-ahead';
export const DRBD_PROTOCOL = 'protocol';
export const DRBD_RESYNC_RATE = 'resync-rate';
export const DRBD_SECRET_LENGTH = 20;
export const GLUSTER_HOST = 'host';
export const GLUSTER_HOST_DEFAULT = '127.0.0.1';
export const GLUSTER_PORT = 'port';
export const GLUSTER_PORT_DEFAULT = 24007;
export const GLUSTER_VOLUME = 'volume';
export const GLUSTER_VOLUME_DEFAULT = 'gv0';
export const LDP_ACCESS = 'access';
export const LDP_BARRIERS = 'disabled-barriers';
export const LDP_DEFAULT_METAVG = 'default-metavg';
export const LDP_DELAY_TARGET = 'c-delay-target';
export const LDP_DISK_CUSTOM = 'disk-custom';
export const LDP_DYNAMIC_RESYNC = 'dynamic-resync';
export const LDP_FILL_TARGET = 'c-fill-target';
export const LDP_MAX_RATE = 'c-max-rate';
export const LDP_MIN_RATE = 'c-min-rate';
export const LDP_NET_CUSTOM = 'net-custom';
export const LDP_NO_META_FLUSH = 'disable-meta-flush';
export const LDP_PLAN_AHEAD = 'c-plan-ahead';
export const LDP_POOL = 'pool';
export const LDP_PROTOCOL = 'protocol';
export const LDP_RESYNC_RATE = 'resync-rate';
export const LDP_STRIPES = 'stripes';
export const LVM_STRIPECOUNT = 1;
export const LV_STRIPES = 'stripes';
export const RBD_ACCESS = 'access';
export const RBD_POOL = 'pool';
export const DEFAULT_DELAY_TARGET = 1;
export const DEFAULT_DRBD_HELPER = '/bin/true';
export const DEFAULT_FILL_TARGET = 0;
export const DEFAULT_MIN_RATE = 4096;
export const DEFAULT_PLAN_AHEAD = 20;
export const CLASSIC_DRBD_SYNC_SPEED = 61440;
export const FIRST_DRBD_PORT = 11000;
export const LAST_DRBD_PORT = 14999;
export const MIN_VG_SIZE = 20480;
export const DRBD_VALID_BARRIER_OPT = [
  ['b', 'd', 'f'],
  ['b', 'd'],
  ['b', 'f'],
  ['b'],
  ['d', 'f'],
  ['d'],
  ['f'],
  ['n'],
] as const;
