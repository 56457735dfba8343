// The monitoring daemon and its data collectors. Names and values are the original's.
export const BUILTIN_DATA_COLLECTOR_VERSION = 'B';
export const CPUAVGLOAD_BUFFER_SIZE = 150;
export const CPUAVGLOAD_WINDOW_SIZE = 600;
export const DATA_COLLECTORS_ENABLED_NAME = 'enabled_data_collectors';
export const DATA_COLLECTORS_INTERVAL_NAME = 'data_collector_interval';
export const DATA_COLLECTOR_C_P_U_LOAD = 'cpu-avg-load';
export const DATA_COLLECTOR_DISK_STATS = 'diskstats';
export const DATA_COLLECTOR_DRBD = 'drbd';
export const DATA_COLLECTOR_INST_STATUS = 'inst-status-xen';
export const DATA_COLLECTOR_LV = 'lv';
export const DATA_COLLECTOR_PARAMETER_INTERVAL = 'interval';
export const DATA_COLLECTOR_STATE_ACTIVE = 'active';
export const DATA_COLLECTOR_XEN_CPU_LOAD = 'xen-cpu-avg-load';
export const MOND_CONFIG_TIME_INTERVAL = 15;
export const MOND_DEFAULT_CATEGORY = 'default';
export const MOND_TIME_INTERVAL = 5;
export const XENTOP_AVERAGE_THRESHOLD = 100;
export const XENTOP_COMMAND = 'xentop';
export const DATA_COLLECTOR_NAMES = [
  DATA_COLLECTOR_C_P_U_LOAD,
  DATA_COLLECTOR_DISK_STATS,
  DATA_COLLECTOR_DRBD,
  DATA_COLLECTOR_INST_STATUS,
  DATA_COLLECTOR_LV,
  DATA_COLLECTOR_XEN_CPU_LOAD,
] as const;
