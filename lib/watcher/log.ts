import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../common/clock.js';
import { logLine, type LogLevel, type LogWriter } from '../common/log-line.js';
import type { Paths } from '../common/paths.js';
import { messageOf } from './errors.js';

/** Where the watcher writes what it does. */
export interface WatcherLog {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

export interface WatcherLogOptions {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly writer: LogWriter;
  /** Debug lines count too, and all lines go to standard error as well. */
  readonly debug: boolean;
  /** A line on standard error. */
  readonly err: (line: string) => void;
}

/** watcher.log, in the form of the original. */
export class WatcherLogFile implements WatcherLog {
  readonly #options: WatcherLogOptions;
  readonly #file: string;

  /** Throws when the log's directory cannot be made. */
  constructor(options: WatcherLogOptions) {
    this.#options = options;
    this.#file = join(options.paths.dirs.log, 'watcher.log');
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o750 });
  }

  debug(message: string): void {
    if (this.#options.debug) this.#write('DEBUG', message);
  }
  info(message: string): void {
    this.#write('INFO', message);
  }
  warning(message: string): void {
    this.#write('WARNING', message);
  }
  error(message: string): void {
    this.#write('ERROR', message);
  }

  #write(level: LogLevel, message: string): void {
    const { clock, writer, debug, err } = this.#options;
    const line = logLine(clock.now(), writer, level, message);
    if (debug) err(line);
    try {
      appendFileSync(this.#file, `${line}\n`, { mode: 0o640 });
    } catch (e) {
      // A full disk is no reason to leave instances down; cron mails what is said here.
      if (!debug) err(line);
      err(`This could not be written to the log: ${messageOf(e)}`);
    }
  }
}
