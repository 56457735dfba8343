import type { Clock } from './clock.js';
import { deferred, type Deferred } from './deferred.js';
import type { HeldLock } from './flock.js';

/** How long the lock stays after the last work, and how long it is held at most while work keeps coming. */
const LINGER_MS = 100;
const HOLD_MS = 1000;

/**
 * A lock between processes that is dear to take, for work that comes in bursts: all work of this process shares it, side
 * by side, and it stays a little after the last, so that the next finds it. Other processes get their turn every second.
 */
export class LingeringLock {
  readonly #clock: Clock;
  readonly #take: () => Promise<HeldLock>;
  #held: { readonly lock: HeldLock; readonly since: number } | undefined;
  #taking: Promise<void> | undefined;
  #active = 0;
  #idle: Deferred<undefined> | undefined;
  #releasing: Promise<void> | undefined;
  #cancelRelease: () => void = () => undefined;

  constructor(clock: Clock, take: () => Promise<HeldLock>) {
    this.#clock = clock;
    this.#take = take;
  }

  /** Runs `work` with the lock; rejects as taking it or the work does. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    while (this.#releasing) await this.#releasing;
    this.#cancelRelease();
    if (this.#held && this.#clock.now() - this.#held.since > HOLD_MS) {
      await this.release();
      return this.run(work);
    }
    this.#active += 1;
    try {
      if (!this.#held) await (this.#taking ??= this.#acquire());
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Gives the lock up when the work under way is done; work that comes meanwhile takes it anew. */
  release(): Promise<void> {
    this.#releasing ??= this.#letGo().finally(() => {
      this.#releasing = undefined;
    });
    return this.#releasing;
  }

  async #acquire(): Promise<void> {
    try {
      const lock = await this.#take();
      this.#held = { lock, since: this.#clock.now() };
    } finally {
      this.#taking = undefined;
    }
  }

  #leave(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    this.#idle?.resolve(undefined);
    this.#cancelRelease = this.#clock.after(LINGER_MS, () => void this.release());
  }

  async #letGo(): Promise<void> {
    this.#cancelRelease();
    if (this.#active > 0) {
      this.#idle = deferred<undefined>();
      await this.#idle.promise;
      this.#idle = undefined;
      this.#cancelRelease();
    }
    const held = this.#held;
    this.#held = undefined;
    await held?.lock.release();
  }
}
