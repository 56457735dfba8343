import type { Clock } from '../common/clock.js';
import { deferred, type Deferred } from '../common/deferred.js';
import type { Logger } from '../common/log.js';

/** Files that are derived from the journal, in the original's formats. */
export interface View {
  /** For messages. */
  readonly name: string;
  /** Whether something is to be written. */
  readonly dirty: boolean;
  /** Replaces files by the newest state: those that somebody may wait for, or all. What fails stays to be written. */
  write(all: boolean): Promise<void>;
  /** Brings everything written so far to stable storage. */
  sync(): Promise<void>;
}

/** How far the files may be behind when nobody waits for them, in milliseconds. */
const LAZY_MS = 500;
/** How long to wait before files are tried again after the disk refused, in milliseconds. */
const RETRY_MS = 1000;

/** Writes one view at its own pace, one writing at a time; many who wait share one. */
export class ViewPace {
  readonly #view: View;
  readonly #clock: Clock;
  readonly #log: Logger;
  #waiting: Deferred<undefined>[] = [];
  #running: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  /** The next writing leaves nothing out. */
  #everything = false;
  #failure: unknown;
  #closed = false;

  constructor(view: View, clock: Clock, log: Logger) {
    this.#view = view;
    this.#clock = clock;
    this.#log = log;
  }

  /** What is written, for messages. */
  get name(): string {
    return this.#view.name;
  }

  /** Why files could not be written the last time; undefined when they could. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The view took something in; it is written within a second. */
  changed(): void {
    if (this.#view.dirty) this.#later(LAZY_MS);
  }

  /** Resolves when what was taken in until now, and may be waited for (or `everything`), is in the files. */
  async settled(everything = false): Promise<void> {
    if (!this.#view.dirty && this.#running === undefined) return;
    const done = deferred<undefined>();
    this.#waiting.push(done);
    this.#everything ||= everything;
    this.#running ??= this.#work();
    await done.promise;
  }

  /** Writes everything and brings it to stable storage; throws when the disk refuses. */
  async checkpoint(): Promise<void> {
    while (this.#running) await this.#running;
    const done = deferred<undefined>();
    this.#running = done.promise.then(() => undefined);
    try {
      await this.#view.write(true);
      await this.#view.sync();
    } finally {
      this.#running = undefined;
      done.resolve(undefined);
      if (this.#waiting.length > 0) this.#running = this.#work();
      else if (this.#view.dirty) this.#later(LAZY_MS);
    }
  }

  /** Ends the timers; what is not written stays so. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#running;
  }

  #later(ms: number): void {
    if (this.#closed) return;
    this.#cancelTimer ??= this.#clock.after(ms, () => {
      this.#cancelTimer = undefined;
      if (this.#running) this.#later(ms);
      else {
        this.#everything = true;
        this.#running = this.#work();
      }
    });
  }

  async #work(): Promise<void> {
    // What is taken in during this turn shares the writing.
    await Promise.resolve();
    do {
      const [waiting, all] = [this.#waiting, this.#everything];
      this.#waiting = [];
      this.#everything = false;
      try {
        await this.#view.write(all);
        this.#failure = undefined;
        for (const done of waiting) done.resolve(undefined);
      } catch (err) {
        this.#failure = err;
        this.#log.error({ err, view: this.#view.name }, 'files cannot be written; they are tried again in a second');
        this.#waiting.unshift(...waiting);
        this.#everything ||= all;
        this.#running = undefined;
        this.#later(RETRY_MS);
        return;
      }
    } while (this.#waiting.length > 0);
    this.#running = undefined;
    if (this.#view.dirty) this.#later(LAZY_MS);
  }
}
