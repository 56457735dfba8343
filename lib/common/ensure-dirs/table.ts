import * as c from '@gnt/constants';
import type { Paths } from '../paths.js';

/** Names of users and groups by the role they have for the project (decision 15). */
export const USERS = {
  masterd: c.MASTERD_USER,
  luxid: c.LUXID_USER,
  confd: c.CONFD_USER,
  rapi: c.RAPI_USER,
  mond: c.MOND_USER,
  metad: c.METAD_USER,
  noded: c.NODED_USER,
} as const;
export const GROUPS = {
  masterd: c.MASTERD_GROUP,
  luxid: c.LUXID_GROUP,
  confd: c.CONFD_GROUP,
  metad: c.METAD_GROUP,
  noded: c.NODED_GROUP,
  daemons: c.DAEMONS_GROUP,
} as const;

/** One path that must be as told: directories are made, files are only put right when they are there. */
export interface EnsuredPath {
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'queue files';
  readonly mode: number;
  readonly user: keyof typeof USERS;
  readonly group: keyof typeof GROUPS;
}

type Row = readonly [path: string, mode: number, user: EnsuredPath['user'], group: EnsuredPath['group']];

const DATA: readonly Row[] = [
  ['cluster-domain-secret', 0o640, 'masterd', 'masterd'],
  ['config.data', 0o640, 'masterd', 'confd'],
  ['locks.data', 0o640, 'masterd', 'confd'],
  ['tempres.data', 0o640, 'masterd', 'confd'],
  ['hmac.key', 0o440, 'confd', 'masterd'],
  ['known_hosts', 0o644, 'masterd', 'masterd'],
  ['rapi.pem', 0o440, 'rapi', 'masterd'],
  ['spice.pem', 0o440, 'noded', 'masterd'],
  ['spice-ca.pem', 0o440, 'noded', 'masterd'],
  ['server.pem', 0o440, 'masterd', 'masterd'],
  ['client.pem', 0o440, 'masterd', 'masterd'],
  ['watcher.pause', 0o644, 'masterd', 'masterd'],
  // Ours: the journal is written by the node daemon of a candidate, and by the master daemon once it is master.
  ['journal', 0o640, 'masterd', 'masterd'],
  ['journal.checkpoint', 0o640, 'masterd', 'masterd'],
  ['journal.promise', 0o640, 'masterd', 'masterd'],
  ['journal.whole', 0o640, 'masterd', 'masterd'],
  ...c.VALID_SS_KEYS.map((key): Row => [`ssconf_${key}`, 0o444, 'noded', 'noded']),
];
const QUEUE: readonly Row[] = [
  ['queue/drain', 0o644, 'masterd', 'daemons'],
  ['queue/lock', c.JOB_QUEUE_FILES_PERMS, 'masterd', 'daemons'],
  ['queue/serial', c.JOB_QUEUE_FILES_PERMS, 'masterd', 'daemons'],
  ['queue/version', c.JOB_QUEUE_FILES_PERMS, 'masterd', 'daemons'],
];
const RUN_DIRS: readonly Row[] = [
  ['socket', 0o770, 'masterd', 'daemons'],
  ['bdev-cache', 0o755, 'noded', 'masterd'],
  ['uid-pool', 0o750, 'noded', 'masterd'],
  ['instance-disks', 0o755, 'noded', 'masterd'],
  ['crypto', 0o700, 'noded', 'masterd'],
  ['import-export', 0o755, 'noded', 'masterd'],
  ['instance-reason', 0o755, 'noded', 'noded'],
  ['livelocks', 0o750, 'masterd', 'daemons'],
  ['luxidmessages', 0o750, 'masterd', 'daemons'],
  // Ours: what daemons count for the monitoring daemon.
  ['rpc-figures', 0o755, 'masterd', 'daemons'],
];
const RUN_FILES: readonly Row[] = [
  ['socket/ganeti-master', 0o660, 'masterd', 'daemons'],
  ['socket/ganeti-query', 0o660, 'luxid', 'daemons'],
];
const LOGS: readonly Row[] = [
  ['master-daemon.log', 0o600, 'masterd', 'masterd'],
  ['conf-daemon.log', 0o600, 'confd', 'masterd'],
  ['wconf-daemon.log', 0o600, 'masterd', 'masterd'],
  ['luxi-daemon.log', 0o600, 'luxid', 'masterd'],
  ['node-daemon.log', 0o600, 'noded', 'masterd'],
  ['rapi-daemon.log', 0o600, 'rapi', 'masterd'],
  ['monitoring-daemon.log', 0o600, 'mond', 'masterd'],
  ['monitoring-daemon-access.log', 0o600, 'mond', 'masterd'],
  ['monitoring-daemon-error.log', 0o600, 'mond', 'masterd'],
  ['meta-daemon.log', 0o600, 'metad', 'metad'],
  ['meta-daemon-access.log', 0o600, 'metad', 'metad'],
  ['meta-daemon-error.log', 0o600, 'metad', 'metad'],
  ['jobs.log', 0o600, 'luxid', 'luxid'],
];
const LOG_DIRS: readonly Row[] = [
  ['os', 0o750, 'noded', 'daemons'],
  ['xen', 0o750, 'noded', 'daemons'],
  ['kvm', 0o750, 'noded', 'daemons'],
  ['cleaner', 0o750, 'noded', 'noded'],
  ['master-cleaner', 0o750, 'masterd', 'masterd'],
];

/** Everything whose mode and owner the project fixes, parents before what is in them (`lib/tools/ensure_dirs.py` of the original). */
export function ensuredPaths({ dirs }: Paths): readonly EnsuredPath[] {
  const of = (kind: EnsuredPath['kind'], base: string, rows: readonly Row[]): EnsuredPath[] =>
    rows.map(([path, mode, user, group]) => ({
      path: path === '' ? base : `${base}/${path}`,
      kind,
      mode,
      user,
      group,
    }));
  return [
    ...of('directory', dirs.data, [['', 0o755, 'masterd', 'masterd']]),
    ...of('file', dirs.data, DATA),
    ...of('directory', dirs.data, [['queue', 0o750, 'masterd', 'daemons']]),
    ...of('queue files', dirs.data, [['queue', c.JOB_QUEUE_FILES_PERMS, 'masterd', 'daemons']]),
    ...of('file', dirs.data, QUEUE),
    ...of('directory', dirs.data, [
      ['queue/archive', 0o750, 'masterd', 'daemons'],
      ['rapi', 0o750, 'rapi', 'masterd'],
    ]),
    ...of('file', dirs.data, [['rapi/users', 0o640, 'rapi', 'masterd']]),
    ...of('directory', dirs.run, [['', c.RUN_DIRS_MODE, 'masterd', 'daemons']]),
    ...of('directory', dirs.run, RUN_DIRS),
    ...of('file', dirs.run, RUN_FILES),
    ...of('directory', dirs.log, [['', 0o770, 'masterd', 'daemons']]),
    ...of('file', dirs.log, LOGS),
    ...of('directory', dirs.log, LOG_DIRS),
  ];
}
