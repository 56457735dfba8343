// States of instances (administrative and shown), ways to create and reboot, consoles. Names and values are the original's.
export const ADMINST_DOWN = 'down';
export const ADMINST_OFFLINE = 'offline';
export const ADMINST_UP = 'up';
export const ADMIN_SOURCE = 'admin';
export const CONS_MESSAGE = 'msg';
export const CONS_SPICE = 'spice';
export const CONS_SSH = 'ssh';
export const CONS_VNC = 'vnc';
export const INSTANCE_CREATE = 'create';
export const INSTANCE_IMPORT = 'import';
export const INSTANCE_REBOOT_ALLOWED = 'reboot';
export const INSTANCE_REBOOT_EXIT = 'exit';
export const INSTANCE_REBOOT_FULL = 'full';
export const INSTANCE_REBOOT_HARD = 'hard';
export const INSTANCE_REBOOT_SOFT = 'soft';
export const INSTANCE_REMOTE_IMPORT = 'remote-import';
export const INSTST_ADMINDOWN = 'ADMIN_down';
export const INSTST_ADMINOFFLINE = 'ADMIN_offline';
export const INSTST_ERRORDOWN = 'ERROR_down';
export const INSTST_ERRORUP = 'ERROR_up';
export const INSTST_NODEDOWN = 'ERROR_nodedown';
export const INSTST_NODEOFFLINE = 'ERROR_nodeoffline';
export const INSTST_RUNNING = 'running';
export const INSTST_USERDOWN = 'USER_down';
export const INSTST_WRONGNODE = 'ERROR_wrongnode';
export const USER_SOURCE = 'user';
export const DEFAULT_SHUTDOWN_TIMEOUT = 120;
export const ADMINST_ALL = [ADMINST_DOWN, ADMINST_OFFLINE, ADMINST_UP] as const;
export const ADMIN_STATE_SOURCES = [ADMIN_SOURCE, USER_SOURCE] as const;
export const CONS_ALL = [CONS_MESSAGE, CONS_SPICE, CONS_SSH, CONS_VNC] as const;
export const INSTANCE_CREATE_MODES = [INSTANCE_CREATE, INSTANCE_IMPORT, INSTANCE_REMOTE_IMPORT] as const;
export const INSTST_ALL = [
  INSTST_ADMINDOWN,
  INSTST_ADMINOFFLINE,
  INSTST_ERRORDOWN,
  INSTST_NODEDOWN,
  INSTST_NODEOFFLINE,
  INSTST_ERRORUP,
  INSTST_WRONGNODE,
  INSTST_USERDOWN,
  INSTST_RUNNING,
] as const;
export const REBOOT_TYPES = [INSTANCE_REBOOT_FULL, INSTANCE_REBOOT_HARD, INSTANCE_REBOOT_SOFT] as const;
