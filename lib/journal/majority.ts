import { deferred, type Deferred } from '../common/deferred.js';
import type { Durability, FollowerState } from './followers.js';
import type { Position } from './position.js';

/** What counts of another candidate. */
export interface Standing {
  readonly state: FollowerState;
  /** What it is known to have. */
  readonly position: Position | undefined;
}

interface Waiter {
  readonly seq: number;
  readonly done: Deferred<Durability>;
}

/** Who waits for records to be with a majority of the candidates, this one included (decision 7). */
export class Majority {
  readonly #others: () => Iterable<Standing>;
  #waiters: Waiter[] = [];

  /** `others`: the other candidates as they stand when asked. */
  constructor(others: () => Iterable<Standing>) {
    this.#others = others;
  }

  /** How far a record that is durable here has come; undefined while that is open. */
  judge(seq: number): Durability | undefined {
    const counted = [...this.#others()].filter((f) => f.state !== 'foreign');
    if (counted.length === 0) return 'local';
    const majority = Math.floor((counted.length + 1) / 2) + 1;
    if (1 + counted.filter((f) => (f.position?.seq ?? 0) >= seq).length >= majority) return 'replicated';
    return 1 + counted.filter((f) => f.state !== 'unreachable').length >= majority ? undefined : 'degraded';
  }

  /** Resolves when a majority has the record, or when none can be reached. */
  has(seq: number): Promise<Durability> {
    const verdict = this.judge(seq);
    if (verdict) return Promise.resolve(verdict);
    const done = deferred<Durability>();
    this.#waiters.push({ seq, done });
    return done.promise;
  }

  /** Somebody stands differently: tells those whose wait is over. */
  settle(): void {
    const open: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const verdict = this.judge(waiter.seq);
      if (verdict) waiter.done.resolve(verdict);
      else open.push(waiter);
    }
    this.#waiters = open;
  }

  /** Nobody will be heard of any more. */
  giveUp(): void {
    for (const { done } of this.#waiters) done.resolve('degraded');
    this.#waiters = [];
  }
}
