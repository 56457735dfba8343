import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { multistream, pino, type DestinationStream } from 'pino';
import { startChild, CLEAN_ENV, type RunningChild } from './exec.js';
import { createLogger, type Logger } from './log.js';

export type SyslogUsage = 'no' | 'yes' | 'only';

export interface DaemonLogOptions {
  readonly name: string;
  readonly file: string;
  readonly debug: boolean;
  /** Log to stderr too, as a daemon in the foreground does. */
  readonly stderr: boolean;
  readonly syslog: SyslogUsage;
}

/** A daemon's log and how to open its file anew after rotation. */
export interface DaemonLog {
  readonly log: Logger;
  readonly reopen: () => void;
}

/** Lines go to syslog through a logger(1) child (decision 13). One that ends is replaced; lines in between are lost. */
class SyslogStream implements DestinationStream {
  readonly #name: string;
  #child: RunningChild | undefined;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Rejects when there is no logger(1). */
  static async open(name: string): Promise<SyslogStream> {
    const stream = new SyslogStream(name);
    await stream.#start();
    return stream;
  }

  write(line: string): void {
    this.#child?.stdin?.write(line);
  }

  async #start(): Promise<void> {
    const args = ['--tag', this.#name, `--id=${String(process.pid)}`, '--priority', 'daemon.info'];
    // In a session of its own: a signal to our process group is not meant for it. It ends when its input does.
    const child = await startChild('logger', args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: CLEAN_ENV,
      detached: true,
    });
    child.release();
    child.stdin?.on('error', () => {
      this.#child = undefined;
    });
    this.#child = child;
    void child.exited
      .then(() => this.#start())
      .catch(() => {
        this.#child = undefined;
      });
  }
}

/** Opens a daemon's log: its file, and stderr and syslog as asked for. */
export async function openDaemonLog(options: DaemonLogOptions): Promise<DaemonLog> {
  const level = options.debug ? 'debug' : 'info';
  const streams: DestinationStream[] = [];
  let reopen = (): void => undefined;
  if (options.syslog !== 'only') {
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o750 });
    const file = pino.destination({ dest: options.file, append: true, sync: true });
    reopen = () => {
      file.reopen();
    };
    streams.push(file);
  }
  if (options.syslog !== 'no') streams.push(await SyslogStream.open(options.name));
  if (options.stderr) streams.push(pino.destination({ dest: 2, sync: true }));
  const destination = multistream(streams.map((stream) => ({ level, stream })));
  return { log: createLogger({ name: options.name, level, destination }), reopen };
}
