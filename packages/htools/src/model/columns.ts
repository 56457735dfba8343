// Layout of a node's row in the state: one row of numbers a node, so that trying a placement copies a few numbers.
// Fixed by the node and its policy:
export const TOTAL_MEM = 0;
export const NODE_MEM = 1;
/** Memory that is neither free, nor the node's, nor an instance's. */
export const MISSING_MEM = 2;
export const TOTAL_DISK = 3;
export const TOTAL_CPUS = 4;
export const CPU_SPEED = 5;
export const TOTAL_SPINDLES = 6;
export const MAX_SPINDLES = 7;
export const MIN_FREE_DISK = 8;
export const MAX_VCPUS = 9;
export const MAX_CPU_RATIO = 10;
export const EXCLUSIVE_STORAGE = 11;
export const OFFLINE = 12;
// Changed by placements; names ending in _ALL count forthcoming instances too:
export const INSTANCE_MEM = 13;
export const FREE_MEM_ALL = 14;
export const FREE_DISK = 15;
export const FREE_DISK_ALL = 16;
export const USED_CPUS = 17;
export const USED_CPUS_ALL = 18;
export const FREE_SPINDLES = 19;
export const FREE_SPINDLES_ALL = 20;
export const USED_SPINDLES = 21;
export const USED_SPINDLES_ALL = 22;
/** Memory reserved for the worst failure of another node. */
export const RESERVED_MEM = 23;
/** 1 when the reserved memory is not there. */
export const FAILS_N1 = 24;
export const PRIMARIES = 25;
export const SECONDARIES = 26;
export const LOAD_CPU = 27;
export const LOAD_MEM = 28;
export const LOAD_DISK = 29;
export const LOAD_NET = 30;
/** Primary instances that share an exclusion tag with another. */
export const TAG_CONFLICTS = 31;
export const LOCATION_SCORE = 32;
/** Numbers in a row. */
export const ROW = 33;
