import { systemClock, type Clock } from '../../lib/common/clock.js';

/** The machine's clock, but sleeping takes no time: it is later at once. */
export class SkippingClock implements Clock {
  #skipped = 0;

  now(): number {
    return systemClock.now() + this.#skipped;
  }

  sleep(ms: number): Promise<void> {
    this.#skipped += ms;
    return Promise.resolve();
  }

  after(ms: number, fn: () => void): () => void {
    return systemClock.after(ms, fn);
  }
}
