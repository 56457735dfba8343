import * as c from '@gnt/constants';

/** Under whom each daemon runs (decision 15); a name that does not exist on the machine stands for root. */
export const DAEMON_USERS = {
  [c.NODED]: { user: c.NODED_USER, group: c.NODED_GROUP },
  [c.MASTERD]: { user: c.MASTERD_USER, group: c.MASTERD_GROUP },
  [c.CONFD]: { user: c.CONFD_USER, group: c.CONFD_GROUP },
  [c.RAPI]: { user: c.RAPI_USER, group: c.RAPI_GROUP },
  [c.MOND]: { user: c.MOND_USER, group: c.MOND_GROUP },
  [c.KVMD]: { user: c.KVMD_USER, group: c.KVMD_GROUP },
  [c.METAD]: { user: c.METAD_USER, group: c.METAD_GROUP },
} as const;

/** A daemon of ours; ganeti-luxid and ganeti-wconfd are other names of the master daemon (decision 2). */
export type DaemonName = keyof typeof DAEMON_USERS;
