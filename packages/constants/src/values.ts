// Kinds of enforced values (VTYPE_*), magic values in requests, secrets. Names and values are the original's.
export const ETC_HOSTS_ADD = 'add';
export const ETC_HOSTS_REMOVE = 'remove';
export const FAILED_KEY = 'failed';
export const REDACTED = '<redacted>';
export const UIDPOOL_UID_MAX = 4294967295;
export const UIDPOOL_UID_MIN = 0;
export const UUID_REGEX = '^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$';
export const VALUE_AUTO = 'auto';
export const VALUE_DEFAULT = 'default';
export const VALUE_FALSE = 'false';
export const VALUE_GENERATE = 'generate';
export const VALUE_NONE = 'none';
export const VALUE_TRUE = 'true';
export const VTYPE_BOOL = 'bool';
export const VTYPE_FLOAT = 'float';
export const VTYPE_INT = 'int';
export const VTYPE_MAYBE_STRING = 'maybe-string';
export const VTYPE_SIZE = 'size';
export const VTYPE_STRING = 'string';
export const V_CLUSTER_ETC_HOSTS = '/etc/hosts';
export const V_CLUSTER_HOSTNAME_ENVNAME = 'GANETI_HOSTNAME';
export const V_CLUSTER_ROOTDIR_ENVNAME = 'GANETI_ROOTDIR';
export const V_CLUSTER_VIRT_PATH_PREFIX = '/###-VIRTUAL-PATH-###,';
export const ENFORCEABLE_TYPES = [
  VTYPE_BOOL,
  VTYPE_FLOAT,
  VTYPE_INT,
  VTYPE_MAYBE_STRING,
  VTYPE_SIZE,
  VTYPE_STRING,
] as const;
export const PRIVATE_PARAMETERS_BLACKLIST = [
  'osparams_private',
  'osparams_secret',
  'osparams_private_cluster',
] as const;
export const V_CLUSTER_VPATH_WHITELIST = [V_CLUSTER_ETC_HOSTS] as const;
