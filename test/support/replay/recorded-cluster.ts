import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemAppendFiles } from '../../../lib/common/append-file.js';
import { systemClock } from '../../../lib/common/clock.js';
import { systemFiles } from '../../../lib/common/files.js';
import { silentLogger } from '../../../lib/common/log.js';
import { Paths } from '../../../lib/common/paths.js';
import { systemRandom } from '../../../lib/common/random.js';
import { systemSyncFiles } from '../../../lib/common/sync-files.js';
import { readAccounts } from '../../../lib/common/users.js';
import { logicalUnits } from '../../../lib/masterd/cmdlib/registry.js';
import { directHail } from '../../../lib/masterd/iallocator/hail.js';
import { startMasterd, type Masterd } from '../../../lib/masterd/start.js';
import { MASTER, RecordedNodes } from './recorded-nodes.js';
import { fillQueue } from './recorded-queue.js';
import { goldenDir, type Recording } from './recordings.js';

/** Our master daemon on the configuration and the queue of the cluster that the recordings were made on. */
export interface RecordedCluster {
  readonly masterd: Masterd;
  readonly socket: string;
  close(): Promise<void>;
}

/** Starts it in a directory of its own, this process being node1. */
export async function startRecordedCluster(recordings: readonly Recording[]): Promise<RecordedCluster> {
  const root = await mkdtemp(join(tmpdir(), 'replay-'));
  const paths = new Paths(root);
  await mkdir(dirname(paths.file('configData')), { recursive: true });
  await copyFile(join(goldenDir, 'files/config.data'), paths.file('configData'));
  await cp(join(goldenDir, 'files/queue'), paths.file('queueDir'), { recursive: true });
  await fillQueue(paths, recordings);
  const masterd = await startMasterd({
    paths,
    files: systemFiles,
    appendFiles: systemAppendFiles,
    syncFiles: systemSyncFiles,
    clock: systemClock,
    random: systemRandom,
    resolver: { hostname: MASTER, resolve: (name) => Promise.resolve({ name, ip: '127.0.0.1' }) },
    transport: new RecordedNodes(recordings),
    accounts: await readAccounts(),
    log: silentLogger,
    units: (id) => logicalUnits[id],
    hail: directHail,
    euid: process.geteuid?.() ?? 0,
    voting: false,
    forceNode: false,
    deposed: () => undefined,
  });
  return {
    masterd,
    socket: paths.file('masterSocket'),
    async close() {
      await masterd.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
