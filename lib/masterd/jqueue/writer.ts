import type { Files, WriteOptions } from '../../common/files.js';

interface Pending {
  content: () => string;
  durable: boolean;
  readonly done: { readonly resolve: () => void; readonly reject: (e: Error) => void }[];
}

/**
 * Writes whole files, one write a file at a time: what is handed in while a write of the same file is under way
 * replaces what waits, so a job that changes often costs no more writes than the disk can take.
 */
export class CoalescingWriter {
  readonly #files: Files;
  readonly #options: WriteOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(files: Files, options: WriteOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** Resolves when this content, or a newer one, is in the file; `durable` also after a power cut. */
  write(path: string, content: () => string, durable: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#pending.get(path);
      const done = { resolve, reject };
      if (waiting) {
        waiting.content = content;
        waiting.durable ||= durable;
        waiting.done.push(done);
        return;
      }
      this.#pending.set(path, { content, durable, done: [done] });
      if (!this.#busy.has(path)) this.#busy.set(path, this.#drain(path));
    });
  }

  /** Resolves when no write of the file is under way or waiting. */
  async settled(path: string): Promise<void> {
    await this.#busy.get(path);
  }

  async allSettled(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #drain(path: string): Promise<void> {
    // Lets changes of the same turn join in one write.
    await Promise.resolve();
    for (let next = this.#take(path); next; next = this.#take(path)) {
      try {
        await this.#files.writeAtomic(path, next.content(), { ...this.#options, durable: next.durable });
        for (const { resolve } of next.done) resolve();
      } catch (e) {
        for (const { reject } of next.done) reject(e instanceof Error ? e : new Error(String(e)));
      }
    }
    this.#busy.delete(path);
  }

  #take(path: string): Pending | undefined {
    const next = this.#pending.get(path);
    this.#pending.delete(path);
    return next;
  }
}
