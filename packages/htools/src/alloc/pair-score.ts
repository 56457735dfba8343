import { NO_NODE, type Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import { COMPONENTS, COMPONENT_COUNT, contributions, LOCATION_EXCLUSION } from '../score/components.js';
import { LocationExclusion } from '../score/location-exclusion.js';
import type { Change } from '../score/score.js';

const STDDEV = 0;
const SUM = 1;
const MAP = 2;
const KIND = Uint8Array.from(COMPONENTS, ({ statistic }) =>
  statistic === 'stddev' ? STDDEV : statistic === 'sum' ? SUM : MAP,
);
const FOR_ONLINE = Uint8Array.from(COMPONENTS, ({ nodes }) => (nodes === 'online' ? 1 : 0));
const WEIGHT = Float64Array.from(COMPONENTS, ({ weight }) => weight);

/**
 * Scores of placing an instance on pairs of nodes: from the statistics of the nodes as they are, updated by the
 * difference that the two rows make. The updates are the original's to the last bit, so that equal pairs stay equal.
 */
export class PairScore {
  readonly #state: State;
  readonly #count: number;
  readonly #sums = new Float64Array(COMPONENT_COUNT);
  readonly #variances = new Float64Array(COMPONENT_COUNT);
  readonly #old = new Float64Array(COMPONENT_COUNT);
  readonly #new = new Float64Array(COMPONENT_COUNT);
  readonly #trySums = new Float64Array(COMPONENT_COUNT);
  readonly #tryVariances = new Float64Array(COMPONENT_COUNT);
  readonly #location: LocationExclusion;

  constructor(state: State, nodes: readonly number[]) {
    this.#state = state;
    this.#location = new LocationExclusion(state, nodes);
    const online = nodes.filter((n) => !state.nodes[n]!.offline);
    const offline = nodes.filter((n) => state.nodes[n]!.offline);
    this.#count = online.length;
    const onlineValues = this.#values(online);
    const offlineValues = this.#values(offline);
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      const values = FOR_ONLINE[k] === 1 ? onlineValues : offlineValues;
      const n = FOR_ONLINE[k] === 1 ? online.length : offline.length;
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += values[k * n + i]!;
      this.#sums[k] = sum;
      if (KIND[k] !== STDDEV) continue;
      const mean = sum / n;
      let squares = 0;
      for (let i = 0; i < n; i += 1) {
        const d = values[k * n + i]! - mean;
        squares += d * d;
      }
      this.#variances[k] = squares / n;
    }
  }

  #values(nodes: readonly number[]): Float64Array {
    const values = new Float64Array(nodes.length * COMPONENT_COUNT);
    for (const [place, n] of nodes.entries())
      contributions(this.#state.rows, this.#state.row(n), values, place, nodes.length);
    return values;
  }

  /** The score that a placement would give. */
  valueWith(change: Change, inst: Instance): number {
    if (this.#count === 0) return 0;
    this.#trySums.set(this.#sums);
    this.#tryVariances.set(this.#variances);
    for (let c = 0; c < change.count; c += 1) this.#update(change, c);
    let score = 0;
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      if (KIND[k] === STDDEV) score += WEIGHT[k]! * Math.sqrt(this.#tryVariances[k]!);
      else if (KIND[k] === SUM) score += WEIGHT[k]! * this.#trySums[k]!;
      else score += WEIGHT[LOCATION_EXCLUSION]! * this.#location.valueIfMoved(inst, NO_NODE, change.toPrimary);
    }
    return score;
  }

  #update(change: Change, c: number): void {
    const node = change.nodes[c]!;
    const online = this.#state.nodes[node]!.offline ? 0 : 1;
    const n = this.#count;
    contributions(this.#state.rows, this.#state.row(node), this.#old, 0, 1);
    contributions(change.rows, change.offsets[c]!, this.#new, 0, 1);
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      if (FOR_ONLINE[k] !== online) continue;
      const x = this.#old[k]!;
      const y = this.#new[k]!;
      const ds = y - x;
      if (KIND[k] === STDDEV) {
        const more = n * (y * y - x * x) - 2 * this.#trySums[k]! * ds - ds * ds;
        const variance = this.#tryVariances[k]! + more / (n * n);
        this.#tryVariances[k] = variance >= 0 ? variance : 0;
      }
      this.#trySums[k]! += ds;
    }
  }
}
