import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lib/common/clock.js';
import { systemFiles } from '../../lib/common/files.js';
import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { systemSyncFiles } from '../../lib/common/sync-files.js';
import { QueueView } from '../../lib/journal/index.js';
import type { OpcodeExecutor } from '../../lib/masterd/jqueue/interface.js';
import { JobQueue } from '../../lib/masterd/jqueue/queue.js';
import { JobStore } from '../../lib/masterd/jqueue/store.js';
import type { LuxiServices } from '../../lib/masterd/luxi/context.js';
import { LuxiServer } from '../../lib/masterd/luxi/server.js';
import { MemoryFiles } from './config-data.js';
import { memoryLog } from './memory-journal.js';

const EOM = '\u0003';

/** A LUXI server with a real job queue on real files; there is no cluster behind it. */
export interface LuxiBench {
  readonly queue: JobQueue;
  readonly socket: string;
  close(): Promise<void>;
}

/** Services that a refused request must never reach. */
function unreachable(name: string): never {
  return new Proxy({} as never, {
    get(_target, property) {
      throw new Error(`${name}.${String(property)} was used by a request that had to be refused`);
    },
  });
}

/** Starts the server in a directory of its own. */
export async function startLuxi(executor: OpcodeExecutor, maxBytes?: number): Promise<LuxiBench> {
  const root = await mkdtemp(join(tmpdir(), 'luxi-'));
  const paths = new Paths(root);
  await mkdir(paths.file('queueArchiveDir'), { recursive: true });
  const view = new QueueView({ files: systemFiles, syncFiles: systemSyncFiles, paths }, 0);
  const { log } = await memoryLog({ files: new MemoryFiles(), clock: systemClock }, [view]);
  const changed = (): void => {
    log.changed();
  };
  const store = new JobStore({
    files: systemFiles,
    paths,
    clock: systemClock,
    journal: log,
    view,
    changed,
    log: silentLogger,
  });
  await store.load();
  const queue = new JobQueue({ store, executor, clock: systemClock, log: silentLogger, limit: () => 20 });
  await queue.start();
  const services: LuxiServices = {
    queue,
    engine: unreachable('engine'),
    cfg: unreachable('cfg'),
    rpc: unreachable('rpc'),
    random: unreachable('random'),
    clock: systemClock,
    watcherPause: () => Promise.resolve(null),
  };
  const socket = join(root, 'master');
  const server = new LuxiServer({
    paths: [socket],
    services,
    log: silentLogger,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  await server.listen();
  return {
    queue,
    socket,
    async close() {
      await server.close();
      await queue.stop(0);
      await log.close(async () => '');
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** What came back on a raw connection. */
export interface Conversation {
  /** Answers, each parsed. */
  readonly answers: readonly { readonly success: boolean; readonly result: unknown }[];
  /** The server closed the connection. */
  readonly closed: boolean;
}

interface ConverseOptions {
  /** How many answers to wait for; without it until the server closes the connection. */
  readonly answers?: number;
  /** Close our side after sending. */
  readonly end?: boolean;
}

/** Sends bytes as they are and collects the answers. */
export async function converse(
  path: string,
  bytes: string | Buffer,
  options: ConverseOptions = {},
): Promise<Conversation> {
  const { answers: wanted = Infinity, end = false } = options;
  const socket: Socket = connect(path);
  let received = '';
  const texts = (): string[] => received.split(EOM).slice(0, -1);
  const closed = await new Promise<boolean>((resolve, reject) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('utf8');
      if (texts().length >= wanted) resolve(false);
    });
    // The server may close while we still send: what it said before has been received.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve(true);
      else reject(error);
    });
    socket.on('end', () => {
      resolve(true);
    });
    socket.write(bytes);
    if (end) socket.end();
  });
  socket.destroy();
  return { answers: texts().map((text) => JSON.parse(text) as Conversation['answers'][number]), closed };
}
