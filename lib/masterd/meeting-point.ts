import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ganetiError } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import type { MeetingPoint } from './cmdlib/base.js';

/** Longer paths are cut short by the system. */
const MAX_SOCKET_PATH = 107;

/** A Unix socket in a directory of its own, which one client may connect to. */
export class SocketMeetingPoint implements MeetingPoint {
  readonly path: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #client: Promise<Socket>;
  #socket: Socket | undefined;

  private constructor(directory: string, path: string, clock: Clock) {
    this.#directory = directory;
    this.path = path;
    this.#clock = clock;
    const server = createServer();
    this.#server = server;
    this.#client = new Promise((resolve) => {
      server.once('connection', (socket) => {
        this.#socket = socket;
        socket.on('error', () => undefined);
        // One client is enough: others are refused from here on.
        server.close();
        resolve(socket);
      });
    });
  }

  /** Listens below the directory for temporary files; only our user can get there. */
  static async open(clock: Clock, parent: string = tmpdir()): Promise<SocketMeetingPoint> {
    const directory = await mkdtemp(join(parent, 'tmp'));
    const path = join(directory, 'sock');
    try {
      if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
        throw ganetiError('GenericError', [`Socket path ${path} is too long; set TMPDIR to a shorter directory`]);
      }
      const point = new SocketMeetingPoint(directory, path, clock);
      await point.#listen();
      return point;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  async connected(ms: number, signal: AbortSignal): Promise<boolean> {
    return within(this.#clock, ms, signal, (done) => {
      void this.#client.then(done);
    });
  }

  async heard(ms: number, signal: AbortSignal): Promise<boolean> {
    const socket = this.#socket;
    if (!socket) return false;
    return within(this.#clock, ms, signal, (done) => {
      socket.once('data', done);
      socket.once('close', done);
      if (socket.closed) done();
    });
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    this.#server.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.path, resolve);
    });
  }
}

/** Whether `start` calls its argument before the time is over; rejects with the signal's reason. */
async function within(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  start: (done: () => void) => void,
): Promise<boolean> {
  const early = new AbortController();
  const happened = new Promise<boolean>((resolve) => {
    start(() => {
      resolve(true);
    });
  });
  const late = clock.sleep(Math.max(0, ms), AbortSignal.any([signal, early.signal])).then(() => false);
  try {
    return await Promise.race([happened, late]);
  } finally {
    late.catch(() => undefined);
    early.abort();
  }
}
