import { connect, type Socket } from 'node:net';
import type { Files } from '../common/files.js';
import type { Logger } from '../common/log.js';
import { LineCutter } from '../common/line-cutter.js';
import { ShutdownCause } from './shutdown-cause.js';

/** Turns QEMU's negotiation into command mode; events come only then. */
const GREETING = '{"execute": "qmp_capabilities"}\n';

export interface GuestMonitorOptions {
  /** The instance's name. */
  readonly name: string;
  /** Where to connect. */
  readonly socket: string;
  /** The file that says that the user did it. */
  readonly mark: string;
  readonly files: Files;
  readonly log: Logger;
}

/** One connection to a guest, for as long as the guest lives. */
export class GuestMonitor {
  readonly #options: GuestMonitorOptions;
  readonly #stream: Socket;
  #closed = false;
  #connected = false;
  /** Resolves when the guest has gone, or there was none: whether it could be connected to. Never rejects. */
  readonly ended: Promise<boolean>;

  constructor(options: GuestMonitorOptions) {
    this.#options = options;
    this.#stream = connect(options.socket);
    this.ended = this.#follow();
  }

  /** Lets go of the guest; its mark stays as it is. */
  close(): void {
    this.#closed = true;
    this.#stream.destroy();
  }

  async #follow(): Promise<boolean> {
    const { name, log } = this.#options;
    const stream = this.#stream;
    const cause = new ShutdownCause();
    const lines = new LineCutter();
    // Marking and its taking back must end in the order in which they were asked for.
    let marking = Promise.resolve();
    stream.on('connect', () => {
      this.#connected = true;
      log.info({ instance: name }, 'watching a guest');
      stream.write(GREETING);
    });
    stream.on('data', (data: Buffer) => {
      for (const line of lines.push(data)) {
        log.debug({ instance: name, line }, 'QMP message');
        const before = cause.byUser;
        cause.hear(line);
        // At once: the node daemon must not find a guest that has gone and no mark yet.
        if (cause.byUser && !before) marking = marking.then(() => this.#mark(true));
      }
    });
    stream.on('error', (err) => {
      if (this.#connected) log.warn({ err, instance: name }, 'the connection to a guest broke');
    });
    await new Promise((resolve) => stream.once('close', resolve));
    const { byUser } = cause;
    const ended = this.#connected && !this.#closed;
    if (ended && !byUser) marking = marking.then(() => this.#mark(false));
    await marking;
    if (ended) log.info({ instance: name, by: byUser ? 'user' : 'administrator' }, 'a guest has ended');
    return this.#connected;
  }

  async #mark(present: boolean): Promise<void> {
    const { name, mark, files, log } = this.#options;
    try {
      if (present) await files.writeAtomic(mark, '', { mode: 0o644, durable: false });
      else await files.remove(mark);
    } catch (err) {
      log.error({ err, instance: name, mark }, 'the mark of a user shutdown cannot be changed');
    }
  }
}
