import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../common/clock.js';
import { logLine, type LogLevel, type LogWriter } from '../../common/log-line.js';
import type { Paths } from '../../common/paths.js';
import type { Io } from './io.js';

/** The log of all commands (commands.log); with --debug its lines go to standard error as well. */
export class CommandLog {
  readonly #path: string;
  readonly #writer: LogWriter;
  readonly #clock: Clock;
  readonly #io: Io | undefined;

  constructor(paths: Paths, clock: Clock, name: string, debugTo: Io | undefined) {
    this.#path = join(paths.dirs.log, 'commands.log');
    this.#clock = clock;
    this.#writer = { program: name, pid: process.pid };
    this.#io = debugTo;
  }

  /** Written only with --debug. */
  debug(message: string): void {
    if (this.#io) this.#write('DEBUG', message);
  }
  error(message: string): void {
    this.#write('ERROR', message);
  }

  #write(level: LogLevel, message: string): void {
    const line = logLine(this.#clock.now(), this.#writer, level, message);
    this.#io?.err(line);
    try {
      appendFileSync(this.#path, `${line}\n`, { mode: 0o640 });
    } catch (error) {
      // A user without access to the log directory may still run commands, as in the original; --debug says it.
      this.#io?.err(`Cannot write the command log: ${String(error)}`);
    }
  }
}
