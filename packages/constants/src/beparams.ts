// Names of backend parameters; results and kinds of automatic repair. Names and values are the original's.
export const AUTO_REPAIR_ENOPERM = 'enoperm';
export const AUTO_REPAIR_FAILOVER = 'failover';
export const AUTO_REPAIR_FAILURE = 'failure';
export const AUTO_REPAIR_FIX_STORAGE = 'fix-storage';
export const AUTO_REPAIR_MIGRATE = 'migrate';
export const AUTO_REPAIR_REINSTALL = 'reinstall';
export const AUTO_REPAIR_SUCCESS = 'success';
export const BE_ALWAYS_FAILOVER = 'always_failover';
export const BE_AUTO_BALANCE = 'auto_balance';
export const BE_MAXMEM = 'maxmem';
export const BE_MEMORY = 'memory';
export const BE_MINMEM = 'minmem';
export const BE_SPINDLE_USE = 'spindle_use';
export const BE_VCPUS = 'vcpus';
export const AUTO_REPAIR_ALL_RESULTS = [AUTO_REPAIR_ENOPERM, AUTO_REPAIR_FAILURE, AUTO_REPAIR_SUCCESS] as const;
export const AUTO_REPAIR_ALL_TYPES = [
  AUTO_REPAIR_FAILOVER,
  AUTO_REPAIR_FIX_STORAGE,
  AUTO_REPAIR_MIGRATE,
  AUTO_REPAIR_REINSTALL,
] as const;
