// Disk templates (DT_*), parameters of a disk request (IDISK_*), disk changes, replacement, limits. Names and values are the original's.
export const DD_CMD = 'dd';
export const DT_FILE = 'file';
export const DT_SHARED_FILE = 'sharedfile';
export const ADOPTABLE_BLOCKDEV_ROOT = '/dev/disk/';
export const BLOCKDEV_DRIVER_MANUAL = 'manual';
export const CHILD_LINGER_TIMEOUT = 5;
export const DDM_ADD = 'add';
export const DDM_ATTACH = 'attach';
export const DDM_DETACH = 'detach';
export const DDM_MODIFY = 'modify';
export const DDM_REMOVE = 'remove';
export const DD_BLOCK_SIZE = 1048576;
export const DISK_KERNELSPACE = 'kernelspace';
export const DISK_RDONLY = 'ro';
export const DISK_RDWR = 'rw';
export const DISK_REMOVE_RETRY_INTERVAL = 3;
export const DISK_REMOVE_RETRY_TIMEOUT = 30;
export const DISK_SEPARATOR = ':';
export const DISK_TRANSFER_CONNECT_TIMEOUT = 60;
export const DISK_USERSPACE = 'userspace';
export const DS_DISK_OVERHEAD = 'disk_overhead';
export const DS_DISK_RESERVED = 'disk_reserved';
export const DS_DISK_TOTAL = 'disk_total';
export const DT_BLOCK = 'blockdev';
export const DT_DISKLESS = 'diskless';
export const DT_DRBD8 = 'drbd';
export const DT_EXT = 'ext';
export const DT_GLUSTER = 'gluster';
export const DT_MIXED = 'mixed';
export const DT_PLAIN = 'plain';
export const DT_RBD = 'rbd';
export const FD_BLKTAP = 'blktap';
export const FD_BLKTAP2 = 'blktap2';
export const FD_DEFAULT = 'loop';
export const FD_LOOP = 'loop';
export const IDISK_ACCESS = 'access';
export const IDISK_ADOPT = 'adopt';
export const IDISK_METAVG = 'metavg';
export const IDISK_MODE = 'mode';
export const IDISK_NAME = 'name';
export const IDISK_PROVIDER = 'provider';
export const IDISK_SIZE = 'size';
export const IDISK_SPINDLES = 'spindles';
export const IDISK_TYPE = 'dev_type';
export const IDISK_VG = 'vg';
export const LDS_FAULTY = 4;
export const LDS_OKAY = 1;
export const LDS_SYNC = 2;
export const LDS_UNKNOWN = 3;
export const MAX_DISKS = 16;
export const REPLACE_DISK_AUTO = 'replace_auto';
export const REPLACE_DISK_CHG = 'replace_new_secondary';
export const REPLACE_DISK_PRI = 'replace_on_primary';
export const REPLACE_DISK_SEC = 'replace_on_secondary';
export const DEFAULT_DISK_CUSTOM = '';
export const DEFAULT_DISK_RESYNC = false;
export const DEFAULT_NET_CUSTOM = '';
export const DEFAULT_RBD_POOL = 'rbd';
export const DEFAULT_VG = 'xenvg';
export const MAX_WIPE_CHUNK = 1024;
export const MIN_WIPE_CHUNK_PERCENT = 10;
export const PART_MARGIN = 0.01;
export const PART_RESERVED = 0.02;
export const ZEROING_TIMEOUT_PER_MIB = 0.05;
export const DDMS_VALUES = [DDM_ADD, DDM_ATTACH, DDM_DETACH, DDM_REMOVE] as const;
export const DDMS_VALUES_WITH_MODIFY = [DDM_ADD, DDM_ATTACH, DDM_DETACH, DDM_MODIFY, DDM_REMOVE] as const;
export const DISK_ACCESS_SET = [DISK_RDONLY, DISK_RDWR] as const;
export const DISK_TEMPLATES = [
  DT_BLOCK,
  DT_DISKLESS,
  DT_DRBD8,
  DT_EXT,
  DT_FILE,
  DT_GLUSTER,
  DT_PLAIN,
  DT_RBD,
  DT_SHARED_FILE,
] as const;
export const DISK_TEMPLATE_PREFERENCE = [
  DT_BLOCK,
  DT_DISKLESS,
  DT_DRBD8,
  DT_EXT,
  DT_FILE,
  DT_PLAIN,
  DT_RBD,
  DT_SHARED_FILE,
  DT_GLUSTER,
] as const;
export const DISK_VALID_ACCESS_MODES = [DISK_KERNELSPACE, DISK_USERSPACE] as const;
export const DS_DEFAULTS = { disk_overhead: 0, disk_reserved: 0, disk_total: 0 } as const;
export const DS_VALID_TYPES = [DT_PLAIN] as const;
export const FILE_DRIVER = [FD_BLKTAP, FD_BLKTAP2, FD_LOOP] as const;
export const IDISK_PARAMS = [
  IDISK_ACCESS,
  IDISK_ADOPT,
  IDISK_TYPE,
  IDISK_METAVG,
  IDISK_MODE,
  IDISK_NAME,
  IDISK_PROVIDER,
  IDISK_SIZE,
  IDISK_SPINDLES,
  IDISK_VG,
] as const;
export const IDISK_PARAMS_TYPES = {
  access: 'string',
  adopt: 'string',
  dev_type: 'string',
  metavg: 'string',
  mode: 'string',
  name: 'maybe-string',
  provider: 'string',
  size: 'size',
  spindles: 'int',
  vg: 'string',
} as const;
export const LDS_NAMES = [
  [1, 'ok'],
  [2, 'syncing'],
  [3, 'unknown'],
  [4, 'faulty'],
] as const;
export const REPLACE_MODES = [REPLACE_DISK_AUTO, REPLACE_DISK_CHG, REPLACE_DISK_PRI, REPLACE_DISK_SEC] as const;
export const DEFAULT_ENABLED_DISK_TEMPLATES = [DT_DRBD8, DT_PLAIN] as const;
export const MAP_DISK_TEMPLATE_STORAGE_TYPE = {
  blockdev: 'blockdev',
  diskless: 'diskless',
  drbd: 'lvm-vg',
  ext: 'ext',
  file: 'file',
  gluster: 'gluster',
  plain: 'lvm-vg',
  rbd: 'rados',
  sharedfile: 'sharedfile',
} as const;
export const MODIFIABLE_IDISK_PARAMS = [IDISK_MODE, IDISK_NAME] as const;
export const MODIFIABLE_IDISK_PARAMS_TYPES = { mode: 'string', name: 'string' } as const;
