import * as C from '../model/columns.js';
import type { State } from '../model/state.js';
import { COMPONENTS } from '../score/components.js';
import * as M from './move.js';
import { ROUNDING } from './screen-columns.js';

const weightOf = (name: string): number => COMPONENTS.find((c) => c.name === name)?.weight ?? 0;
const SPREAD_WEIGHT = weightOf('reserved_mem_cv');
const TOTAL_WEIGHT = weightOf('reserved_mem_rtotal');

/** The part of the score that memory reserved for failures makes: its spread over the nodes and its sum, as bounds after a move. */
export class ReservedBounds {
  readonly #state: State;
  readonly #online: readonly number[];
  /** Share of each node's memory that is reserved, by place. */
  readonly #shares: Float64Array;
  #sum = 0;
  #squares = 0;
  #mean = 0;
  #total = 0;
  // Per kind of move: sum and squares without the target.
  readonly #sums = new Float64Array(M.KINDS);
  readonly #squaresOf = new Float64Array(M.KINDS);

  constructor(state: State, online: readonly number[]) {
    this.#state = state;
    this.#online = online;
    this.#shares = new Float64Array(online.length);
  }

  #totalMem(place: number): number {
    return this.#state.rows[this.#state.row(this.#online[place]!) + C.TOTAL_MEM]!;
  }

  /** Takes over the state. */
  prepare(): void {
    const n = this.#online.length;
    this.#total = 0;
    for (const [place, node] of this.#online.entries()) {
      const share = this.#state.rows[this.#state.row(node) + C.RESERVED_MEM]! / this.#totalMem(place);
      this.#shares[place] = share;
      this.#total += share;
    }
    this.#mean = this.#total / n;
    this.#sum = 0;
    this.#squares = 0;
    for (let place = 0; place < n; place += 1) {
      const y = this.#shares[place]! - this.#mean;
      this.#sum += y;
      this.#squares += y * y;
    }
  }

  /** Starts with an instance: its secondary, at a place or -1 for none, reserves so much when the instance leaves it. */
  begin(secondary: number, reserved: number): void {
    this.#sums.fill(this.#sum);
    this.#squaresOf.fill(this.#squares);
    if (secondary < 0) return;
    const y = this.#shares[secondary]! - this.#mean;
    const d = reserved / this.#totalMem(secondary) - this.#shares[secondary]!;
    for (const kind of [M.REPLACE_SECONDARY, M.REPLACE_AND_FAILOVER, M.FAILOVER_AND_REPLACE]) {
      this.#sums[kind] = this.#sum + d;
      this.#squaresOf[kind] = this.#squares + d * (2 * y + d);
    }
  }

  /** The part of the score, at least, when one more node's memory (-1: none's) becomes `reserved`. */
  part(kind: number, place: number, reserved: number): number {
    let sum = this.#sums[kind]!;
    let squares = this.#squaresOf[kind]!;
    if (place >= 0) {
      const y = this.#shares[place]! - this.#mean;
      const d = reserved / this.#totalMem(place) - this.#shares[place]!;
      sum += d;
      squares += d * (2 * y + d);
    }
    const n = this.#online.length;
    const spread = (1 - ROUNDING) * n * squares - sum * sum - ROUNDING * n * this.#squares;
    const total = this.#total + (sum - this.#sum);
    return (SPREAD_WEIGHT * Math.sqrt(spread > 0 ? spread : 0)) / n + TOTAL_WEIGHT * total;
  }
}
