import type { Clock } from '../../common/clock.js';
import { deferred, type Deferred } from '../../common/deferred.js';
import type { Files, WriteOptions } from '../../common/files.js';

/** How long content that need not be durable may wait for company, in milliseconds. */
const LAZY_MS = 50;

interface Pending {
  content: () => string;
  durable: boolean;
  /** Resolves when the write must not be put off any longer. */
  readonly due: Deferred<undefined>;
  readonly done: Deferred<string>[];
}

/**
 * Writes whole files, one write a file at a time: what is handed in while a write of the same file is under way or put
 * off replaces what waits, so a job that changes often costs no more writes than the disk can take.
 */
export class CoalescingWriter {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #options: WriteOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(files: Files, clock: Clock, options: WriteOptions) {
    this.#files = files;
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Resolves with what was written: this content, or a newer one. `durable`: at once, and it survives a power cut;
   * else after a moment in which newer content may take its place.
   */
  write(path: string, content: () => string, durable: boolean): Promise<string> {
    const done = deferred<string>();
    let pending = this.#pending.get(path);
    if (pending) {
      pending.content = content;
      pending.durable ||= durable;
      pending.done.push(done);
    } else {
      pending = { content, durable, due: deferred<undefined>(), done: [done] };
      this.#pending.set(path, pending);
      if (!this.#busy.has(path)) this.#busy.set(path, this.#drain(path));
    }
    if (durable) pending.due.resolve(undefined);
    return done.promise;
  }

  /** Resolves when no write of the file is under way or waiting. */
  async settled(path: string): Promise<void> {
    this.#pending.get(path)?.due.resolve(undefined);
    await this.#busy.get(path);
  }

  async allSettled(): Promise<void> {
    await Promise.all([...this.#busy.keys()].map((path) => this.settled(path)));
  }

  async #drain(path: string): Promise<void> {
    for (let next = this.#pending.get(path); next; next = this.#pending.get(path)) {
      if (!next.durable) {
        const { due } = next;
        const stop = this.#clock.after(LAZY_MS, () => {
          due.resolve(undefined);
        });
        await due.promise;
        stop();
      }
      this.#pending.delete(path);
      await this.#writeOne(path, next);
    }
    this.#busy.delete(path);
  }

  async #writeOne(path: string, { content, durable, done }: Pending): Promise<void> {
    try {
      const text = content();
      await this.#files.writeAtomic(path, text, { ...this.#options, durable });
      for (const waiting of done) waiting.resolve(text);
    } catch (e) {
      for (const waiting of done) waiting.reject(e instanceof Error ? e : new Error(String(e)));
    }
  }
}
