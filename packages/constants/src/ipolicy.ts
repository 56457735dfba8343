// Instance policies: keys and names of what is limited. Names and values are the original's.
export const IPOLICY_DTS = 'disk-templates';
export const IPOLICY_SPINDLE_RATIO = 'spindle-ratio';
export const IPOLICY_VCPU_RATIO = 'vcpu-ratio';
export const ISPECS_MAX = 'max';
export const ISPECS_MIN = 'min';
export const ISPECS_MINMAX = 'minmax';
export const ISPECS_STD = 'std';
export const ISPEC_CPU_COUNT = 'cpu-count';
export const ISPEC_DISK_COUNT = 'disk-count';
export const ISPEC_DISK_SIZE = 'disk-size';
export const ISPEC_MEM_SIZE = 'memory-size';
export const ISPEC_NIC_COUNT = 'nic-count';
export const ISPEC_SPINDLE_USE = 'spindle-use';
export const IPOLICY_ALL_KEYS = [
  IPOLICY_DTS,
  ISPECS_MINMAX,
  IPOLICY_SPINDLE_RATIO,
  ISPECS_STD,
  IPOLICY_VCPU_RATIO,
] as const;
export const IPOLICY_PARAMETERS = [IPOLICY_SPINDLE_RATIO, IPOLICY_VCPU_RATIO] as const;
export const ISPECS_MINMAX_KEYS = [ISPECS_MAX, ISPECS_MIN] as const;
export const ISPECS_PARAMETERS = [
  ISPEC_CPU_COUNT,
  ISPEC_DISK_COUNT,
  ISPEC_DISK_SIZE,
  ISPEC_MEM_SIZE,
  ISPEC_NIC_COUNT,
  ISPEC_SPINDLE_USE,
] as const;
