import { deferred, type Deferred } from '../common/deferred.js';
import type { Logger } from '../common/log.js';

export interface CommitterOptions<S> {
  /** Puts a state on stable storage; rejecting drops it. */
  readonly write: (state: S) => Promise<void>;
  /** Brings a written state elsewhere; `previous` is the one brought last, null at first and when all must go again. */
  readonly distribute: (state: S, previous: S | null) => Promise<void>;
  readonly log: Logger;
}

interface Waiting {
  readonly version: number;
  readonly done: Deferred<undefined>;
}

/**
 * Group commit of successive states: `head` is the newest, `durable` the newest on stable storage. Whoever commits
 * while a writing (or a distribution) is under way shares the next one. When a writing fails, its state and all later
 * ones are dropped, their committers are told, and `head` goes back to `durable`.
 */
export class Committer<S> {
  #head: S;
  #durable: S;
  #distributed: S | null = null;
  #version = 0;
  #writtenVersion = 0;
  #distributedVersion = 0;
  #toWrite: Waiting[] = [];
  #toDistribute: Waiting[] = [];
  #writing = false;
  #distributing = false;
  readonly #options: CommitterOptions<S>;

  constructor(initial: S, options: CommitterOptions<S>) {
    this.#head = initial;
    this.#durable = initial;
    this.#options = options;
  }

  get head(): S {
    return this.#head;
  }
  get durable(): S {
    return this.#durable;
  }

  /** Makes `state` the head; resolves when it, or a later one, is written and distributed. */
  async commit(state: S): Promise<void> {
    this.#head = state;
    this.#version += 1;
    await this.#enqueue();
  }

  /** Writes and distributes the head again, to everyone. */
  async repeat(): Promise<void> {
    this.#distributed = null;
    await this.commit(this.#head);
  }

  /** Resolves when the present head is written and distributed; rejects when it was dropped. */
  async settled(): Promise<void> {
    if (this.#distributedVersion === this.#version || this.#version === 0) return;
    await this.#enqueue();
  }

  #enqueue(): Promise<undefined> {
    const waiting = { version: this.#version, done: deferred<undefined>() };
    if (waiting.version > this.#writtenVersion) {
      this.#toWrite.push(waiting);
      if (!this.#writing) void this.#writeAll();
    } else {
      this.#toDistribute.push(waiting);
      if (!this.#distributing) void this.#distributeAll();
    }
    return waiting.done.promise;
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#toWrite.length > 0) {
      const batch = this.#toWrite;
      this.#toWrite = [];
      const [state, version] = [this.#head, this.#version];
      try {
        if (version > this.#writtenVersion) await this.#options.write(state);
      } catch (e) {
        this.#drop([...batch, ...this.#toWrite], e);
        continue;
      }
      this.#durable = state;
      this.#writtenVersion = version;
      this.#toDistribute.push(...batch);
      if (!this.#distributing) void this.#distributeAll();
    }
    this.#writing = false;
  }

  #drop(losers: readonly Waiting[], reason: unknown): void {
    this.#toWrite = [];
    this.#head = this.#durable;
    this.#version += 1;
    this.#writtenVersion = this.#version;
    this.#options.log.error(
      { err: reason, changes: losers.length },
      "Can't write the configuration; the changes are dropped",
    );
    const error = reason instanceof Error ? reason : new Error(String(reason));
    for (const { done } of losers) done.reject(error);
  }

  async #distributeAll(): Promise<void> {
    this.#distributing = true;
    while (this.#toDistribute.length > 0) {
      const batch = this.#toDistribute;
      this.#toDistribute = [];
      const [state, version] = [this.#durable, this.#writtenVersion];
      const previous = this.#distributed;
      this.#distributed = state;
      try {
        await this.#options.distribute(state, previous);
      } catch (e) {
        // The change is safe here; that others lack it is for the distributor to mend.
        this.#options.log.error({ err: e }, "Can't distribute the configuration");
      }
      this.#distributedVersion = version;
      for (const { done } of batch) done.resolve(undefined);
    }
    this.#distributing = false;
  }
}
