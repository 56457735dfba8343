// Storage kinds (ST_*), fields of a storage listing (SF_*), operations on it. Names and values are the original's.
export const ST_FILE = 'file';
export const ST_SHARED_FILE = 'sharedfile';
export const SF_ALLOCATABLE = 'allocatable';
export const SF_FREE = 'free';
export const SF_NAME = 'name';
export const SF_NODE = 'node';
export const SF_SIZE = 'size';
export const SF_TYPE = 'type';
export const SF_USED = 'used';
export const ST_BLOCK = 'blockdev';
export const ST_DISKLESS = 'diskless';
export const ST_EXT = 'ext';
export const ST_GLUSTER = 'gluster';
export const ST_LVM_PV = 'lvm-pv';
export const ST_LVM_VG = 'lvm-vg';
export const ST_RADOS = 'rados';
export const ALLOCATABLE_KEY = 'allocatable';
export const SO_FIX_CONSISTENCY = 'fix-consistency';
export const STAT_SIZE = 'size';
export const STS_REPORT = [ST_FILE, ST_LVM_PV, ST_LVM_VG] as const;
export const STS_REPORT_NODE_STORAGE = [ST_FILE, ST_GLUSTER, ST_LVM_PV, ST_LVM_VG, ST_SHARED_FILE] as const;
export const MODIFIABLE_STORAGE_FIELDS = { 'lvm-pv': ['allocatable'] } as const;
export const STORAGE_TYPES = [
  ST_BLOCK,
  ST_DISKLESS,
  ST_EXT,
  ST_FILE,
  ST_GLUSTER,
  ST_LVM_PV,
  ST_LVM_VG,
  ST_RADOS,
  ST_SHARED_FILE,
] as const;
export const VALID_STORAGE_FIELDS = ['allocatable', SF_FREE, SF_NAME, SF_NODE, 'size', SF_TYPE, SF_USED] as const;
export const VALID_STORAGE_OPERATIONS = { 'lvm-vg': ['fix-consistency'] } as const;
