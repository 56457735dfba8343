import { LOCK_ATTEMPTS_MAXWAIT, LOCK_ATTEMPTS_MINWAIT, LOCK_ATTEMPTS_TIMEOUT, OP_PRIO_HIGHEST } from '@gnt/constants';
import type { Random } from '../../common/random.js';

/** Seconds that one attempt after the other may wait for locks: ever longer, half an hour in all. */
export const LOCK_ATTEMPTS: readonly number[] = attempts();

function attempts(): number[] {
  const found = [LOCK_ATTEMPTS_MINWAIT];
  let [last, sum] = [LOCK_ATTEMPTS_MINWAIT, LOCK_ATTEMPTS_MINWAIT];
  while (sum < LOCK_ATTEMPTS_TIMEOUT) {
    last = Math.max(LOCK_ATTEMPTS_MINWAIT, Math.min((last * 1.05) ** 1.25, LOCK_ATTEMPTS_MAXWAIT));
    found.push(last);
    sum += last;
  }
  return found;
}

/** What the opcode that waits can do for itself. */
export interface Urgency {
  readonly priority: number;
  /** Makes it more urgent by one step. */
  raisePriority(): void;
}

/**
 * How long an opcode waits for its locks before it lets go of those it has, so that others can run (lib/mcpu.py of the
 * original). When the attempts of one priority are used up it becomes more urgent; with the best priority it waits
 * without end.
 */
export class LockPatience {
  readonly #random: Random;
  readonly #urgency: Urgency;
  #attempt = 0;
  #left: number;

  constructor(random: Random, urgency: Urgency) {
    this.#random = random;
    this.#urgency = urgency;
    this.#left = this.#varied(LOCK_ATTEMPTS_MINWAIT);
  }

  /** Milliseconds that this attempt may still wait; Infinity when it may for ever. */
  get left(): number {
    return this.#left;
  }

  /** So many milliseconds of this attempt were waited. */
  spend(ms: number): void {
    this.#left = Math.max(0, this.#left - ms);
  }

  /** This attempt is over without the locks; the next one may wait longer. */
  lose(): void {
    this.#attempt += 1;
    if (this.#attempt >= LOCK_ATTEMPTS.length && this.#urgency.priority > OP_PRIO_HIGHEST) {
      this.#urgency.raisePriority();
      this.#attempt = 0;
    }
    this.#left = this.#varied(LOCK_ATTEMPTS[this.#attempt] ?? Infinity);
  }

  /** Up to 5 % more or less, so that two who fight for the same locks do not meet again at once. */
  #varied(seconds: number): number {
    if (seconds === Infinity) return Infinity;
    const part = this.#random.bytes(2).readUInt16BE() / 0x10000;
    return seconds * 1000 * (0.95 + 0.1 * part);
  }
}
