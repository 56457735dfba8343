import { readFile } from 'node:fs/promises';
import { CONFD_REPL_STATUS_OK, SS_MASTER_CANDIDATES_IPS } from '@gnt/constants';
import { ConfdClient } from '@gnt/confd-client';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

/** What one configuration daemon says; the serial number tells how new it is. */
export interface RoleReply {
  readonly serial: number;
  readonly status: number;
  readonly answer: unknown;
}

/** The newest answer; undefined when there is none, or when equally new ones differ. */
export function agreedRole(replies: readonly RoleReply[]): unknown {
  const serial = Math.max(...replies.map((r) => r.serial));
  const newest = replies.filter((r) => r.serial === serial);
  const [first] = newest;
  if (first?.status !== CONFD_REPL_STATUS_OK || newest.some((r) => r.answer !== first.answer)) return undefined;
  return first.answer;
}

export interface RoleDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly log: WatcherLog;
  readonly hostname: string;
}

/** Asks the configuration daemons of all candidates what this node is to the cluster; undefined, with a warning, when that is not clear. */
export async function askRole({ paths, files, log, hostname }: RoleDependencies): Promise<unknown> {
  const key = await readFile(paths.file('hmacKey'));
  const text = (await files.readTextIfPresent(paths.ssconf(SS_MASTER_CANDIDATES_IPS))) ?? '';
  const peers = text.split('\n').filter((line) => line !== '');
  const answers = await Promise.allSettled(
    peers.map(async (peer) => {
      // One by one, since only the best answer of several would be told.
      const client = new ConfdClient({ peers: [peer], key });
      try {
        return await client.ask('REQ_NODE_ROLE_BYNAME', hostname);
      } finally {
        client.close();
      }
    }),
  );
  const replies = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []));
  if (replies.length === 0) {
    const [why] = answers.flatMap((a) => (a.status === 'rejected' ? [messageOf(a.reason)] : []));
    log.warning(
      `No configuration daemon says what this node is; its instances are left alone (${why ?? 'none is known'})`,
    );
    return undefined;
  }
  const role = agreedRole(replies);
  if (role === undefined)
    log.warning('The configuration daemons do not agree on what this node is; nothing is stopped');
  return role;
}
