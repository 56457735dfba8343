// Daemons: names, users, groups, ports, logs, master voting, locks. Names and values are the original's.
export const LUXID = 'ganeti-luxid';
export const LUXID_GROUP = 'gnt-luxid';
export const LUXID_USER = 'gnt-masterd';
export const CONFD = 'ganeti-confd';
export const CONFD_GROUP = 'gnt-confd';
export const CONFD_USER = 'gnt-confd';
export const MOND = 'ganeti-mond';
export const MOND_GROUP = 'root';
export const MOND_USER = 'root';
export const RAPI = 'ganeti-rapi';
export const RAPI_GROUP = 'gnt-rapi';
export const RAPI_USER = 'gnt-rapi';
export const NODED = 'ganeti-noded';
export const NODED_GROUP = 'root';
export const NODED_USER = 'root';
export const KVMD = 'ganeti-kvmd';
export const KVMD_GROUP = 'root';
export const KVMD_USER = 'root';
export const ADMIN_GROUP = 'gnt-admin';
export const DAEMONS_GROUP = 'gnt-daemons';
export const LOCKS_APPEND = 'append';
export const LOCKS_REPLACE = 'replace';
export const LOCK_ATTEMPTS_MAXWAIT = 75;
export const LOCK_ATTEMPTS_MINWAIT = 5;
export const LOCK_ATTEMPTS_TIMEOUT = 1800;
export const MASTERD = 'ganeti-masterd';
export const MASTERD_GROUP = 'gnt-masterd';
export const MASTERD_USER = 'gnt-masterd';
export const METAD = 'ganeti-metad';
export const METAD_GROUP = 'gnt-metad';
export const METAD_USER = 'gnt-metad';
export const SYSLOG_NO = 'no';
export const SYSLOG_ONLY = 'only';
export const SYSLOG_SOCKET = '/dev/log';
export const SYSLOG_USAGE = 'no';
export const SYSLOG_YES = 'yes';
export const WCONFD = 'ganeti-wconfd';
export const WCONFD_DEATHDETECTION_INTERVALL = 311;
export const WCONFD_DEF_CTMO = 10;
export const WCONFD_DEF_RWTO = 60;
export const WCONFD_GROUP = 'gnt-masterd';
export const WCONFD_USER = 'gnt-masterd';
export const WCONF_LIVELOCK_PREFIX = 'wconf-daemon';
export const DEFAULT_CONFD_PORT = 1814;
export const DEFAULT_METAD_PORT = 80;
export const DEFAULT_MOND_PORT = 1815;
export const DEFAULT_NODED_PORT = 1811;
export const DEFAULT_RAPI_PORT = 5080;
export const EXTRA_LOGREASON_ACCESS = 'monitoring-daemon-access';
export const EXTRA_LOGREASON_ERROR = 'monitoring-daemon-error';
export const MASTER_VOTING_RETRIES = 6;
export const MASTER_VOTING_RETRY_INTERVALL = 10;
export const DAEMONS = [CONFD, KVMD, LUXID, MASTERD, METAD, MOND, NODED, RAPI, WCONFD] as const;
export const DAEMONS_EXTRA_LOGBASE = {
  'ganeti-metad': { access: 'meta-daemon-access', error: 'meta-daemon-error' },
  'ganeti-mond': { access: 'monitoring-daemon-access', error: 'monitoring-daemon-error' },
} as const;
export const DAEMONS_EXTRA_LOGFILES = {
  'ganeti-metad': { access: '/var/log/ganeti/meta-daemon-access.log', error: '/var/log/ganeti/meta-daemon-error.log' },
  'ganeti-mond': {
    access: '/var/log/ganeti/monitoring-daemon-access.log',
    error: '/var/log/ganeti/monitoring-daemon-error.log',
  },
} as const;
export const DAEMONS_LOGBASE = {
  'ganeti-confd': 'conf-daemon',
  'ganeti-kvmd': 'kvm-daemon',
  'ganeti-luxid': 'luxi-daemon',
  'ganeti-masterd': 'master-daemon',
  'ganeti-metad': 'meta-daemon',
  'ganeti-mond': 'monitoring-daemon',
  'ganeti-noded': 'node-daemon',
  'ganeti-rapi': 'rapi-daemon',
  'ganeti-wconfd': 'wconf-daemon',
} as const;
export const DAEMONS_LOGFILES = {
  'ganeti-confd': '/var/log/ganeti/conf-daemon.log',
  'ganeti-kvmd': '/var/log/ganeti/kvm-daemon.log',
  'ganeti-luxid': '/var/log/ganeti/luxi-daemon.log',
  'ganeti-masterd': '/var/log/ganeti/master-daemon.log',
  'ganeti-metad': '/var/log/ganeti/meta-daemon.log',
  'ganeti-mond': '/var/log/ganeti/monitoring-daemon.log',
  'ganeti-noded': '/var/log/ganeti/node-daemon.log',
  'ganeti-rapi': '/var/log/ganeti/rapi-daemon.log',
  'ganeti-wconfd': '/var/log/ganeti/wconf-daemon.log',
} as const;
export const DAEMONS_MASTER = [LUXID, RAPI, WCONFD] as const;
export const DAEMONS_PORTS = {
  'ganeti-confd': ['udp', 1814],
  'ganeti-metad': ['tcp', 80],
  'ganeti-mond': ['tcp', 1815],
  'ganeti-noded': ['tcp', 1811],
  'ganeti-rapi': ['tcp', 5080],
  ssh: ['tcp', 22],
} as const;
export const GNT_SCRIPTS = [
  'gnt-backup',
  'gnt-cluster',
  'gnt-debug',
  'gnt-group',
  'gnt-instance',
  'gnt-job',
  'gnt-network',
  'gnt-node',
  'gnt-os',
  'gnt-storage',
  'gnt-filter',
] as const;
