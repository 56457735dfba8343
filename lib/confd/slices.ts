import type { Clock } from '../common/clock.js';

/** Longest stretch of work between two answers, in milliseconds. */
const SLICE_MS = 4;

/** Lets long work give way to waiting packets: ask `due` often, and await `rest` when it says so. */
export class Slices {
  readonly #clock: Clock;
  #started: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#started = clock.now();
  }

  /** Whether the present slice is used up. */
  get due(): boolean {
    return this.#clock.now() - this.#started >= SLICE_MS;
  }

  /** Gives way; a new slice begins afterwards. */
  async rest(): Promise<void> {
    await this.#clock.sleep(0);
    this.#started = this.#clock.now();
  }
}
