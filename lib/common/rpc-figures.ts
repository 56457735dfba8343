import { join } from 'node:path';
import type { Clock } from './clock.js';
import type { Files } from './files.js';
import type { Logger } from './log.js';
import type { Paths } from './paths.js';

/** Upper bounds of the classes that calls are counted in by how long they took, in seconds; longer ones have a class too. */
export const DURATION_BOUNDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60] as const;
/** How long figures may be behind, in milliseconds. */
const WRITE_MS = 2000;

/** The calls of one name. */
export interface CallFigures {
  /** How many ended how. */
  readonly outcomes: Record<string, number>;
  /** How long all took together. */
  seconds: number;
  /** How many were in each class of duration; one more class than there are bounds. */
  readonly classes: number[];
}

/** What a daemon has written down of its calls. */
export interface RpcFiguresFile {
  readonly pid: number;
  /** Whether the daemon makes the calls or answers them. */
  readonly side: 'client' | 'server';
  readonly calls: Readonly<Record<string, CallFigures>>;
}

export interface RpcFiguresOptions {
  readonly daemon: string;
  readonly side: RpcFiguresFile['side'];
  readonly pid: number;
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Counts a daemon's node calls, and writes the figures to a file of this daemon in run/rpc-figures for the monitoring
 * daemon, at most every two seconds and only when there are new ones. They count from the daemon's start.
 */
export class RpcFigures {
  readonly #options: RpcFiguresOptions;
  readonly #calls: Record<string, CallFigures> = {};
  #cancel: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RpcFiguresOptions) {
    this.#options = options;
  }

  /** Counts one call. `call` must come from the table of calls: each name is a series. */
  count(call: string, outcome: string, seconds: number): void {
    const figures = (this.#calls[call] ??= {
      outcomes: {},
      seconds: 0,
      classes: Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0),
    });
    figures.outcomes[outcome] = (figures.outcomes[outcome] ?? 0) + 1;
    figures.seconds += seconds;
    const found = DURATION_BOUNDS.findIndex((bound) => seconds <= bound);
    const at = found < 0 ? DURATION_BOUNDS.length : found;
    figures.classes[at] = (figures.classes[at] ?? 0) + 1;
    if (this.#closed) return;
    this.#cancel ??= this.#options.clock.after(WRITE_MS, () => {
      this.#cancel = undefined;
      this.#writing = this.#write();
    });
  }

  /** Ends the writing and takes the file away. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#writing;
    await this.#options.files.remove(this.#path);
  }

  get #path(): string {
    return figuresFile(this.#options.paths, this.#options.daemon);
  }

  async #write(): Promise<void> {
    const { pid, side, paths, files, log } = this.#options;
    const content: RpcFiguresFile = { pid, side, calls: this.#calls };
    try {
      await files.makeDirectory(paths.file('rpcFiguresDir'), 0o755);
      await files.writeAtomic(this.#path, JSON.stringify(content), { mode: 0o644, durable: false });
    } catch (err) {
      log.warn({ err, path: this.#path }, 'figures of node calls cannot be written');
    }
  }
}

function figuresFile(paths: Paths, daemon: string): string {
  return join(paths.file('rpcFiguresDir'), `${daemon}.json`);
}

/** What a daemon has written; undefined when it has not, or when the file is none of its form. */
export async function readRpcFigures(files: Files, paths: Paths, daemon: string): Promise<RpcFiguresFile | undefined> {
  const text = await files.readTextIfPresent(figuresFile(paths, daemon));
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<RpcFiguresFile> | null;
    const { pid, side, calls } = value ?? {};
    if (typeof pid !== 'number' || typeof calls !== 'object' || (side !== 'client' && side !== 'server'))
      return undefined;
    return { pid, side, calls };
  } catch {
    return undefined;
  }
}
