// Nodes: parameter names (ND_*), roles, join request keys (NDS_*), evacuation, out-of-band management. Names and values are the original's.
export const NDS_ACTION = 'action';
export const NDS_CLUSTER_NAME = 'cluster_name';
export const NDS_HMAC = 'hmac_key';
export const NDS_NODE_DAEMON_CERTIFICATE = 'node_daemon_certificate';
export const NDS_NODE_NAME = 'node_name';
export const NDS_SSCONF = 'ssconf';
export const NDS_START_NODE_DAEMON = 'start_node_daemon';
export const ND_CPU_SPEED = 'cpu_speed';
export const ND_EXCLUSIVE_STORAGE = 'exclusive_storage';
export const ND_OOB_PROGRAM = 'oob_program';
export const ND_OVS = 'ovs';
export const ND_OVS_LINK = 'ovs_link';
export const ND_OVS_NAME = 'ovs_name';
export const ND_SPINDLE_COUNT = 'spindle_count';
export const ND_SSH_PORT = 'ssh_port';
export const NODE_EVAC_ALL = 'all';
export const NODE_EVAC_PRI = 'primary-only';
export const NODE_EVAC_SEC = 'secondary-only';
export const NODE_MAX_CLOCK_SKEW = 150;
export const NR_DRAINED = 'D';
export const NR_MASTER = 'M';
export const NR_MCANDIDATE = 'C';
export const NR_OFFLINE = 'O';
export const NR_REGULAR = 'R';
export const ALLOC_POLICY_LAST_RESORT = 'last_resort';
export const ALLOC_POLICY_PREFERRED = 'preferred';
export const ALLOC_POLICY_UNALLOCABLE = 'unallocable';
export const OOB_HEALTH = 'health';
export const OOB_POWER_CYCLE = 'power-cycle';
export const OOB_POWER_DELAY = 2;
export const OOB_POWER_OFF = 'power-off';
export const OOB_POWER_ON = 'power-on';
export const OOB_POWER_STATUS = 'power-status';
export const OOB_POWER_STATUS_POWERED = 'powered';
export const OOB_STATUS_CRITICAL = 'CRITICAL';
export const OOB_STATUS_OK = 'OK';
export const OOB_STATUS_UNKNOWN = 'UNKNOWN';
export const OOB_STATUS_WARNING = 'WARNING';
export const OOB_TIMEOUT = 60;
export const INITIAL_NODE_GROUP_NAME = 'default';
export const MASTER_POOL_SIZE_DEFAULT = 10;
export const PP_DEFAULT = 'default';
export const NODE_EVAC_MODES = [NODE_EVAC_ALL, NODE_EVAC_PRI, NODE_EVAC_SEC] as const;
export const NR_ALL = [NR_MCANDIDATE, NR_DRAINED, NR_MASTER, NR_OFFLINE, NR_REGULAR] as const;
export const OOB_COMMANDS = [OOB_HEALTH, OOB_POWER_CYCLE, OOB_POWER_OFF, OOB_POWER_ON, OOB_POWER_STATUS] as const;
export const OOB_STATUSES = [OOB_STATUS_CRITICAL, OOB_STATUS_OK, OOB_STATUS_UNKNOWN, OOB_STATUS_WARNING] as const;
export const VALID_ALLOC_POLICIES = [
  ALLOC_POLICY_PREFERRED,
  ALLOC_POLICY_LAST_RESORT,
  ALLOC_POLICY_UNALLOCABLE,
] as const;
