import type { Clock } from '../../lib/common/clock.js';
import type { SimTime } from './time.js';

/**
 * A process of a simulated machine. When it is killed nothing that it waits for ever happens: its timers are forgotten
 * and its promises stay open, as if its memory were gone.
 */
export class SimProcess {
  readonly name: string;
  readonly #time: SimTime;
  readonly #skew: number;
  #alive = true;

  /** `skew`: by how many milliseconds the machine's clock is ahead of others. */
  constructor(name: string, time: SimTime, skew = 0) {
    this.name = name;
    this.#time = time;
    this.#skew = skew;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
  }

  /** Does `act` after so many milliseconds, unless the process is dead by then. */
  later<T>(ms: number, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#time.after(ms, () => {
        if (!this.#alive) return;
        try {
          resolve(act());
        } catch (e) {
          reject(e instanceof Error ? e : new Error(String(e)));
        }
      });
    });
  }

  /** The clock that the process is given. */
  readonly clock: Clock = {
    now: () => this.#time.now + this.#skew,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const fail = (): void => {
          if (this.#alive) reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        if (signal?.aborted) {
          fail();
          return;
        }
        const onAbort = (): void => {
          stop();
          fail();
        };
        const stop = this.#time.after(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          if (this.#alive) resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    after: (ms, fn) =>
      this.#time.after(ms, () => {
        if (this.#alive) fn();
      }),
  };
}
