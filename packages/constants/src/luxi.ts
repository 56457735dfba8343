// The LUXI protocol: keys, methods, time-outs, socket. Names and values are the original's.
export const JOB_IDS_KEY = 'jobs';
export const JOB_NOTCHANGED = 'nochange';
export const LUXID_JOB_DEATH_DELAY = 100000;
export const LUXID_JOB_DEATH_DETECTION_RETRIES = 3;
export const LUXI_CANCEL_JOB_TIMEOUT = 44;
export const LUXI_DEF_CTMO = 30;
export const LUXI_DEF_RWTO = 180;
export const LUXI_EOM = '\u0003';
export const LUXI_KEY_ARGS = 'args';
export const LUXI_KEY_METHOD = 'method';
export const LUXI_KEY_RESULT = 'result';
export const LUXI_KEY_SUCCESS = 'success';
export const LUXI_KEY_VERSION = 'version';
export const LUXI_LIVELOCK_PREFIX = 'luxi-daemon';
export const LUXI_OVERRIDE = 'FORCE_LUXI_SOCKET';
export const LUXI_OVERRIDE_MASTER = 'master';
export const LUXI_OVERRIDE_QUERY = 'query';
export const LUXI_REQ_ARCHIVE_JOB = 'ArchiveJob';
export const LUXI_REQ_AUTO_ARCHIVE_JOBS = 'AutoArchiveJobs';
export const LUXI_REQ_CANCEL_JOB = 'CancelJob';
export const LUXI_REQ_CHANGE_JOB_PRIORITY = 'ChangeJobPriority';
export const LUXI_REQ_DELETE_FILTER = 'DeleteFilter';
export const LUXI_REQ_PICKUP_JOB = 'PickupJob';
export const LUXI_REQ_QUERY = 'Query';
export const LUXI_REQ_QUERY_CLUSTER_INFO = 'QueryClusterInfo';
export const LUXI_REQ_QUERY_CONFIG_VALUES = 'QueryConfigValues';
export const LUXI_REQ_QUERY_EXPORTS = 'QueryExports';
export const LUXI_REQ_QUERY_FIELDS = 'QueryFields';
export const LUXI_REQ_QUERY_FILTERS = 'QueryFilters';
export const LUXI_REQ_QUERY_GROUPS = 'QueryGroups';
export const LUXI_REQ_QUERY_INSTANCES = 'QueryInstances';
export const LUXI_REQ_QUERY_JOBS = 'QueryJobs';
export const LUXI_REQ_QUERY_NETWORKS = 'QueryNetworks';
export const LUXI_REQ_QUERY_NODES = 'QueryNodes';
export const LUXI_REQ_QUERY_TAGS = 'QueryTags';
export const LUXI_REQ_REPLACE_FILTER = 'ReplaceFilter';
export const LUXI_REQ_SET_DRAIN_FLAG = 'SetDrainFlag';
export const LUXI_REQ_SET_WATCHER_PAUSE = 'SetWatcherPause';
export const LUXI_REQ_SUBMIT_JOB = 'SubmitJob';
export const LUXI_REQ_SUBMIT_JOB_TO_DRAINED_QUEUE = 'SubmitJobToDrainedQueue';
export const LUXI_REQ_SUBMIT_MANY_JOBS = 'SubmitManyJobs';
export const LUXI_REQ_WAIT_FOR_JOB_CHANGE = 'WaitForJobChange';
export const LUXI_SOCKET_PERMS = 0o660;
export const LUXI_WFJC_TIMEOUT = 89;
export const CLI_WFJC_FREQUENCY = 20;
export const DEFAULT_WFJC_TIMEOUT = 60;
export const LUXI_REQ_ALL = [
  LUXI_REQ_ARCHIVE_JOB,
  LUXI_REQ_AUTO_ARCHIVE_JOBS,
  LUXI_REQ_CANCEL_JOB,
  LUXI_REQ_CHANGE_JOB_PRIORITY,
  LUXI_REQ_DELETE_FILTER,
  LUXI_REQ_PICKUP_JOB,
  LUXI_REQ_QUERY,
  LUXI_REQ_QUERY_CLUSTER_INFO,
  LUXI_REQ_QUERY_CONFIG_VALUES,
  LUXI_REQ_QUERY_EXPORTS,
  LUXI_REQ_QUERY_FIELDS,
  LUXI_REQ_QUERY_FILTERS,
  LUXI_REQ_QUERY_GROUPS,
  LUXI_REQ_QUERY_INSTANCES,
  LUXI_REQ_QUERY_JOBS,
  LUXI_REQ_QUERY_NETWORKS,
  LUXI_REQ_QUERY_NODES,
  LUXI_REQ_QUERY_TAGS,
  LUXI_REQ_REPLACE_FILTER,
  LUXI_REQ_SET_DRAIN_FLAG,
  LUXI_REQ_SET_WATCHER_PAUSE,
  LUXI_REQ_SUBMIT_JOB,
  LUXI_REQ_SUBMIT_JOB_TO_DRAINED_QUEUE,
  LUXI_REQ_SUBMIT_MANY_JOBS,
  LUXI_REQ_WAIT_FOR_JOB_CHANGE,
] as const;
