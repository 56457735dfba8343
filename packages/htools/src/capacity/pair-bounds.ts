import * as C from '../model/columns.js';
import type { State } from '../model/state.js';
import { COMPONENTS } from '../score/components.js';
import type { Moments } from './moments.js';

const N1 = 2;
const RESERVED = 3;
const RESERVED_SUM = 19;
/** Components whose variance depends on the secondary, too; the reserved memory is the last. */
const SPREAD = [1, 9, 12, 14, 16, RESERVED] as const;
/** All components that a bound estimates; the others are settled by the primary. */
export const IN_BOUNDS: readonly number[] = [...SPREAD, N1, RESERVED_SUM];

const W = COMPONENTS.map((c) => c.weight);
const SPREAD_WEIGHTS = SPREAD.map((k) => W[k]!);

/** What a primary that took the instance leaves to estimate; lists follow IN_BOUNDS. */
export interface Settled {
  readonly node: number;
  /** Sum of what no secondary changes. */
  readonly fixed: number;
  readonly variances: readonly number[];
  readonly steps: readonly number[];
}

/** A node and what it adds to the score at least. */
export interface Bounded {
  readonly node: number;
  readonly bound: number;
}

/** What is known of secondaries: values now, with the instance, and the memory that they reserve. */
export interface Secondaries {
  readonly values: Moments;
  readonly taken: Float64Array;
  readonly reserved: Float64Array;
  readonly mem: number;
}

/** How secondaries change variances at least: by component of SPREAD and secondary; least and most; largest steps. */
interface Gains {
  readonly gains: readonly Float64Array[];
  readonly least: readonly number[];
  readonly most: readonly number[];
  readonly steps: readonly number[];
}

/**
 * Bounds below the score of a pair that are a sum of a part of the primary and one of the secondary, so that pairs can be
 * looked at from the most promising on. A secondary adds to the variance of a component; the root of that lies above
 * the chord over the range of what secondaries add, and the flattest of the chords serves for all primaries.
 */
export class PairBounds {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** The value that reserving for the instance has at best: reserved memory grows by nothing up to all of it. */
  #reservedAtBest(s: number, before: number, { values, reserved, mem }: Secondaries): number {
    const total = this.#state.rows[this.#state.row(s) + C.TOTAL_MEM]!;
    const least = Math.max(reserved[s]!, mem) / total;
    // The variance is a parabola in the value: lowest at its vertex or at the end of the range that is nearest.
    const vertex = (values.sum[RESERVED]! - before) / (values.count - 1);
    return Math.min((reserved[s]! + mem) / total, Math.max(least, vertex));
  }

  #gains(secondaries: readonly number[], known: Secondaries): Gains {
    const { count, sum, values } = known.values;
    const N = this.#state.nodes.length;
    const found = { gains: [] as Float64Array[], least: [] as number[], most: [] as number[], steps: [] as number[] };
    for (const k of SPREAD) {
      const gains = new Float64Array(secondaries.length);
      let [least, most, step] = [Infinity, -Infinity, 0];
      for (let x = 0; x < secondaries.length; x += 1) {
        const s = secondaries[x]!;
        const before = values[k * N + s]!;
        const after = k === RESERVED ? this.#reservedAtBest(s, before, known) : known.taken[k * N + s]!;
        const ds = after - before;
        const gain = (count * (after * after - before * before) - 2 * sum[k]! * ds - ds * ds) / (count * count);
        gains[x] = gain;
        least = Math.min(least, gain);
        most = Math.max(most, gain);
        // A primary reserves nothing for the instance itself, so there is nothing to combine.
        if (k !== RESERVED && Math.abs(ds) > step) step = Math.abs(ds);
      }
      found.gains.push(gains);
      found.least.push(least);
      found.most.push(most);
      found.steps.push(step);
    }
    return found;
  }

  /** Nodes with their bounds, the most promising first. */
  order(
    primaries: readonly Settled[],
    secondaries: readonly number[],
    known: Secondaries,
  ): { readonly primaries: readonly Bounded[]; readonly secondaries: readonly Bounded[] } {
    const { count, sum, values } = known.values;
    const N = this.#state.nodes.length;
    const { gains, least, most, steps } = this.#gains(secondaries, known);
    // Variance before the secondary, less what the two steps together may take off it.
    const start = (p: Settled, j: number): number =>
      p.variances[j]! - (2 * Math.abs(p.steps[j]!) * steps[j]!) / (count * count);
    const slopes = SPREAD.map((_, j) => {
      let flattest = Infinity;
      for (const p of primaries) {
        const v = start(p, j);
        const [a, b] = [Math.max(0, v + least[j]!), v + most[j]!];
        const slope = b > a ? (Math.sqrt(b) - Math.sqrt(a)) / (b - a) : 0;
        if (slope < flattest) flattest = slope;
      }
      return flattest === Infinity ? 0 : flattest;
    });
    let n1 = 0;
    for (const s of secondaries) n1 = Math.min(n1, -values[N1 * N + s]!);
    const partOf = (p: Settled): number => {
      let bound = p.fixed + W[N1]! * (sum[N1]! + p.steps[SPREAD.length]! + n1) + W[RESERVED_SUM]! * sum[RESERVED_SUM]!;
      for (let j = 0; j < SPREAD.length; j += 1) {
        const a = start(p, j) + least[j]!;
        bound += SPREAD_WEIGHTS[j]! * (a > 0 ? Math.sqrt(a) : slopes[j]! * a);
      }
      return bound;
    };
    const growth = (s: number): number => {
      const total = this.#state.rows[this.#state.row(s) + C.TOTAL_MEM]!;
      return W[RESERVED_SUM]! * (Math.max(known.reserved[s]!, known.mem) / total - values[RESERVED_SUM * N + s]!);
    };
    const adds = secondaries.map((s, x) => {
      let bound = growth(s);
      for (let j = 0; j < SPREAD.length; j += 1) bound += SPREAD_WEIGHTS[j]! * slopes[j]! * (gains[j]![x]! - least[j]!);
      return { node: s, bound };
    });
    return {
      primaries: sorted(primaries.map((p) => ({ node: p.node, bound: partOf(p) }))),
      secondaries: sorted(adds),
    };
  }
}

/** By bound; as they were when one is not a number, as then none is left out. */
function sorted(nodes: Bounded[]): Bounded[] {
  return nodes.some(({ bound }) => Number.isNaN(bound)) ? nodes : nodes.sort((a, b) => a.bound - b.bound);
}
