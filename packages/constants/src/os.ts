// OS definitions and external storage: scripts, files, search paths. Names and values are the original's.
export const ES_PARAMETERS_FILE = 'parameters.list';
export const OS_PARAMETERS_FILE = 'parameters.list';
export const OS_VARIANTS_FILE = 'variants.list';
export const ES_ACTION_ATTACH = 'attach';
export const ES_ACTION_CLOSE = 'close';
export const ES_ACTION_CREATE = 'create';
export const ES_ACTION_DETACH = 'detach';
export const ES_ACTION_GROW = 'grow';
export const ES_ACTION_OPEN = 'open';
export const ES_ACTION_REMOVE = 'remove';
export const ES_ACTION_SETINFO = 'setinfo';
export const ES_ACTION_SNAPSHOT = 'snapshot';
export const ES_ACTION_VERIFY = 'verify';
export const ES_SCRIPT_ATTACH = 'attach';
export const ES_SCRIPT_CLOSE = 'close';
export const ES_SCRIPT_CREATE = 'create';
export const ES_SCRIPT_DETACH = 'detach';
export const ES_SCRIPT_GROW = 'grow';
export const ES_SCRIPT_OPEN = 'open';
export const ES_SCRIPT_REMOVE = 'remove';
export const ES_SCRIPT_SETINFO = 'setinfo';
export const ES_SCRIPT_SNAPSHOT = 'snapshot';
export const ES_SCRIPT_VERIFY = 'verify';
export const OS_SCRIPT_CREATE = 'create';
export const OS_SCRIPT_CREATE_UNTRUSTED = 'create_untrusted';
export const OS_SCRIPT_EXPORT = 'export';
export const OS_SCRIPT_IMPORT = 'import';
export const OS_SCRIPT_RENAME = 'rename';
export const OS_SCRIPT_VERIFY = 'verify';
export const OS_VALIDATE_PARAMETERS = 'parameters';
export const ES_SEARCH_PATH = [
  '/srv/ganeti/extstorage',
  '/usr/local/lib/ganeti/extstorage',
  '/usr/lib/ganeti/extstorage',
  '/usr/share/ganeti/extstorage',
] as const;
export const OS_SEARCH_PATH = [
  '/srv/ganeti/os',
  '/usr/local/lib/ganeti/os',
  '/usr/lib/ganeti/os',
  '/usr/share/ganeti/os',
] as const;
export const ES_SCRIPTS = [
  ES_ACTION_ATTACH,
  ES_ACTION_CLOSE,
  ES_ACTION_CREATE,
  ES_ACTION_DETACH,
  ES_ACTION_GROW,
  ES_ACTION_OPEN,
  ES_ACTION_REMOVE,
  ES_ACTION_SETINFO,
  ES_ACTION_SNAPSHOT,
  ES_ACTION_VERIFY,
] as const;
export const OS_SCRIPTS = [
  OS_SCRIPT_CREATE,
  OS_SCRIPT_CREATE_UNTRUSTED,
  OS_SCRIPT_EXPORT,
  OS_SCRIPT_IMPORT,
  OS_SCRIPT_RENAME,
  OS_SCRIPT_VERIFY,
] as const;
export const OS_VALIDATE_CALLS = [OS_VALIDATE_PARAMETERS] as const;
export const EXT_PLUGIN_MASK = /^[a-zA-Z0-9_-]+$/;
