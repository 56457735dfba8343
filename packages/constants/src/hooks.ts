// Hooks: phases, results, kinds of objects. Names and values are the original's.
export const HOOKS_PATH = '/sbin:/bin:/usr/sbin:/usr/bin';
export const HKR_FAIL = 1;
export const HKR_SKIP = 0;
export const HKR_SUCCESS = 2;
export const HOOKS_NAME_CFGUPDATE = 'config-update';
export const HOOKS_NAME_WATCHER = 'watcher';
export const HOOKS_PHASE_POST = 'post';
export const HOOKS_PHASE_PRE = 'pre';
export const HTYPE_CLUSTER = 'CLUSTER';
export const HTYPE_GROUP = 'GROUP';
export const HTYPE_INSTANCE = 'INSTANCE';
export const HTYPE_NETWORK = 'NETWORK';
export const HTYPE_NODE = 'NODE';
export const RUNPARTS_ERR = 2;
export const RUNPARTS_RUN = 1;
export const RUNPARTS_SKIP = 0;
export const RUNPARTS_STATUS = [2, 1, 0] as const;
