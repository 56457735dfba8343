// Jobs and opcodes: states, priorities, log entry kinds, reason sources, queue limits. Names and values are the original's.
export const ELOG_DELAY_TEST = 'delay-test';
export const ELOG_JQUEUE_TEST = 'jqueue-test';
export const ELOG_MESSAGE = 'message';
export const ELOG_MESSAGE_LIST = 'message-list';
export const ELOG_REMOTE_IMPORT = 'remote-import';
export const JOB_ID_TEMPLATE = '\\d+';
export const JOB_QUEUE_FILES_PERMS = 0o640;
export const JOB_QUEUE_SIZE_HARD_LIMIT = 5000;
export const JOB_STATUS_CANCELED = 'canceled';
export const JOB_STATUS_CANCELING = 'canceling';
export const JOB_STATUS_ERROR = 'error';
export const JOB_STATUS_QUEUED = 'queued';
export const JOB_STATUS_RUNNING = 'running';
export const JOB_STATUS_SUCCESS = 'success';
export const JOB_STATUS_WAITING = 'waiting';
export const JQT_EXEC = 'exec';
export const JQT_EXPANDNAMES = 'expandnames';
export const JQT_LOGMSG = 'logmsg';
export const JQT_MSGPREFIX = 'TESTMSG=';
export const JQT_STARTMSG = 'startmsg';
export const JSTORE_JOBS_PER_ARCHIVE_DIRECTORY = 10000;
export const LUXID_JOBQUEUE_POLL_INTERVAL = 307;
export const LUXID_MAXIMAL_RUNNING_JOBS_DEFAULT = 20;
export const LUXID_MAXIMAL_TRACKED_JOBS_DEFAULT = 25;
export const OPCODE_REASON = 'reason';
export const OPCODE_REASON_SRC_CLIENT = 'gnt:client';
export const OPCODE_REASON_SRC_NODED = 'gnt:daemon:noded';
export const OPCODE_REASON_SRC_OPCODE = 'gnt:opcode';
export const OPCODE_REASON_SRC_PICKUP = 'gnt:daemon:masterd:pickup';
export const OPCODE_REASON_SRC_RLIB2 = 'gnt:library:rlib2';
export const OPCODE_REASON_SRC_USER = 'gnt:user';
export const OPCODE_REASON_SRC_WATCHER = 'gnt:watcher';
export const OPCODE_SEQUENTIAL = 'sequential';
export const OP_PRIO_DEFAULT = 0;
export const OP_PRIO_HIGH = -10;
export const OP_PRIO_HIGHEST = -20;
export const OP_PRIO_LOW = 10;
export const OP_PRIO_LOWEST = 19;
export const OP_PRIO_NORMAL = 0;
export const OP_STATUS_CANCELED = 'canceled';
export const OP_STATUS_CANCELING = 'canceling';
export const OP_STATUS_ERROR = 'error';
export const OP_STATUS_QUEUED = 'queued';
export const OP_STATUS_RUNNING = 'running';
export const OP_STATUS_SUCCESS = 'success';
export const OP_STATUS_WAITING = 'waiting';
export const DEFAULT_OPPORTUNISTIC_RETRY_INTERVAL = 30;
export const UPGRADE_QUEUE_DRAIN_TIMEOUT = 129600;
export const UPGRADE_QUEUE_POLL_INTERVAL = 10;
export const JOBS_FINALIZED = ['canceled', 'error', 'success'] as const;
export const JOBS_PENDING = ['canceling', 'queued', 'waiting'] as const;
export const JOB_FILE_RE = /^job-(\d+)$/;
export const JOB_STATUS_ALL = [
  JOB_STATUS_CANCELED,
  JOB_STATUS_CANCELING,
  JOB_STATUS_ERROR,
  JOB_STATUS_QUEUED,
  JOB_STATUS_RUNNING,
  JOB_STATUS_SUCCESS,
  JOB_STATUS_WAITING,
] as const;
export const JQT_ALL = [JQT_EXEC, JQT_EXPANDNAMES, JQT_LOGMSG, JQT_STARTMSG] as const;
export const OPCODE_REASON_SOURCES = [
  OPCODE_REASON_SRC_CLIENT,
  OPCODE_REASON_SRC_PICKUP,
  OPCODE_REASON_SRC_NODED,
  OPCODE_REASON_SRC_RLIB2,
  OPCODE_REASON_SRC_OPCODE,
  OPCODE_REASON_SRC_USER,
  OPCODE_REASON_SRC_WATCHER,
] as const;
export const OPS_FINALIZED = ['canceled', 'error', 'success'] as const;
export const OP_PRIO_SUBMIT_VALID = [-10, 0, 10] as const;
