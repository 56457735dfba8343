import type { State } from '../model/state.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { COMPONENT_COUNT, COMPONENTS, contributions } from '../score/components.js';
import { LocationExclusion } from '../score/location-exclusion.js';

const OF_ONLINE = COMPONENTS.map(({ nodes }) => nodes === 'online');

/**
 * Sums and variances of the components over some nodes, from which the score after a change of one or two nodes follows
 * without looking at the others. The steps of the arithmetic are the original's (Statistics.hs): scores of equal placements
 * differ in their last digits, and those decide between them.
 */
export class Moments {
  readonly count: number;
  readonly sum = new Float64Array(COMPONENT_COUNT);
  readonly variance = new Float64Array(COMPONENT_COUNT);
  /** What each node contributes, by component and then by node. */
  readonly values: Float64Array;
  readonly #state: State;
  readonly #online: readonly number[];
  readonly #stride: number;
  readonly #exclusion: LocationExclusion;

  constructor(state: State, scored: readonly number[] = [...state.nodes.keys()]) {
    this.#state = state;
    this.#stride = state.nodes.length;
    this.#online = scored.filter((n) => !state.nodes[n]!.offline);
    this.count = this.#online.length;
    this.values = new Float64Array(COMPONENT_COUNT * this.#stride);
    for (const n of scored) this.#enter(n);
    for (const [k, { nodes }] of COMPONENTS.entries()) {
      if (nodes === 'online') this.#compute(k);
      else for (const n of scored) if (this.counts(k, n)) this.sum[k]! += this.values[k * this.#stride + n]!;
    }
    this.#exclusion = new LocationExclusion(state, scored);
  }

  /** Whether a component looks at a node. */
  counts(k: number, n: number): boolean {
    return OF_ONLINE[k] !== this.#state.nodes[n]!.offline;
  }

  /** Value of the location exclusion score when an instance's primary is there. */
  exclusion(inst: Instance, primary: number): number {
    return this.#exclusion.valueIfMoved(inst, NO_NODE, primary);
  }

  #enter(n: number): void {
    contributions(this.#state.rows, this.#state.row(n), this.values, n, this.#stride);
  }

  #compute(k: number): void {
    const { statistic } = COMPONENTS[k]!;
    if (statistic === 'map') return;
    const start = k * this.#stride;
    let sum = 0;
    for (const n of this.#online) sum += this.values[start + n]!;
    this.sum[k] = sum;
    if (statistic === 'sum') return;
    const mean = sum / this.count;
    let squares = 0;
    for (const n of this.#online) {
      const d = this.values[start + n]! - mean;
      squares += d * d;
    }
    this.variance[k] = squares / this.count;
  }

  /** Takes over nodes that changed in the state; they are online. */
  refresh(nodes: readonly number[]): void {
    for (const n of nodes) this.#enter(n);
    for (const [k, { nodes: which }] of COMPONENTS.entries()) if (which === 'online') this.#compute(k);
  }

  /** The variance of a component, with a given sum, after one value changed. */
  changed(variance: number, sum: number, before: number, after: number): number {
    const n = this.count;
    const ds = after - before;
    const dss = after * after - before * before;
    const v = variance + (n * dss - 2 * sum * ds - ds * ds) / (n * n);
    return v >= 0 ? v : 0;
  }
}
