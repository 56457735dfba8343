import * as C from '../model/columns.js';
import type { FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { sharedLocations } from '../model/location.js';
import { primaryFault, putPrimary, putSecondary, secondaryFault, unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { COMPONENT_COUNT, COMPONENTS, contributions } from '../score/components.js';
import { Moments } from './moments.js';
import { PolicyFaults } from './policy-faults.js';
import type { Place } from './place.js';
import type { PlaceTargets } from './targets.js';

// Components by their place in COMPONENTS. A new instance changes most of them on its primary only; these change on its
// secondary, too:
const DISK = 1;
const N1 = 2;
const RESERVED = 3;
const ALL = 4;
const DISK_LOAD = 9;
const SPINDLES = 12;
const DISK_ALL = 14;
const SPINDLES_ALL = 16;
const LOCATION = 17;
const RESERVED_SUM = 19;
/** Statistics of these depend on both nodes, each by what it adds there. */
const BOTH = [DISK, DISK_LOAD, SPINDLES, DISK_ALL, SPINDLES_ALL] as const;
/** Two scores nearer than this may be equal but for rounding. */
const ROUNDING = 1e-6;

const W = COMPONENTS.map((c) => c.weight);

/**
 * Finds the pair of nodes that an instance without tags leaves best balanced. What an instance does to one node is
 * computed once for each node; for each pair only what depends on both is. Primaries whose lowest possible score lies above
 * the best found are left out.
 */
export class PairSearch {
  readonly #state: State;
  readonly #targets: PlaceTargets;
  readonly #moments: Moments;
  readonly #size: number;
  /** Memory that node s (row) reserves for instances of node p (column). */
  readonly #peers: Float64Array;
  readonly #located: boolean;
  readonly #asPrimary: Float64Array;
  readonly #asSecondary: Float64Array;
  readonly #primaryFault: Int8Array;
  /** Why not as secondary when the reserved memory is there, and when it is not. */
  readonly #fault: Int8Array;
  readonly #faultN1: Int8Array;
  readonly #free: Float64Array;
  readonly #reserved: Float64Array;
  readonly #failsN1: Uint8Array;
  readonly #scratch = new Float64Array(C.ROW);
  // Of the primary in hand:
  readonly #fixed = new Float64Array(COMPONENT_COUNT);
  readonly #sums = new Float64Array(COMPONENT_COUNT);
  readonly #variances = new Float64Array(COMPONENT_COUNT);
  #prepared: Instance | undefined;
  #mem = 0;
  #sameDisk = false;
  #sameSpindles = false;

  constructor(state: State, targets: PlaceTargets) {
    this.#state = state;
    this.#targets = targets;
    this.#moments = new Moments(state);
    const size = state.nodes.length;
    this.#size = size;
    this.#peers = new Float64Array(size * size);
    for (let s = 0; s < size; s += 1) for (const [p, mem] of state.peers(s)) this.#peers[s * size + p] = mem;
    this.#located = state.nodes.some((node) => node.locationTags.length > 0);
    this.#asPrimary = new Float64Array(COMPONENT_COUNT * size);
    this.#asSecondary = new Float64Array(COMPONENT_COUNT * size);
    this.#primaryFault = new Int8Array(size);
    this.#fault = new Int8Array(size);
    this.#faultN1 = new Int8Array(size);
    this.#free = new Float64Array(size);
    this.#reserved = new Float64Array(size);
    this.#failsN1 = new Uint8Array(size);
  }

  /** Notes that a place was taken. */
  placed(inst: Instance, { primary, secondary }: Place): void {
    this.#moments.refresh([primary, secondary]);
    this.#prepared = undefined;
    if (inst.reservesMemory) this.#peers[secondary * this.#size + primary]! += inst.mem;
  }

  #prepare(inst: Instance): void {
    if (this.#prepared === inst) return;
    this.#prepared = inst;
    const { rows } = this.#state;
    const policies = new PolicyFaults(inst);
    this.#mem = inst.reservesMemory ? inst.mem : 0;
    this.#sameDisk = true;
    this.#sameSpindles = true;
    for (const [n, node] of this.#state.nodes.entries()) {
      const o = this.#state.row(n);
      if (rows[o + C.FREE_DISK] !== rows[o + C.FREE_DISK_ALL]) this.#sameDisk = false;
      if (rows[o + C.FREE_SPINDLES] !== rows[o + C.FREE_SPINDLES_ALL]) this.#sameDisk = false;
      if (rows[o + C.USED_SPINDLES] !== rows[o + C.USED_SPINDLES_ALL]) this.#sameSpindles = false;
      if (node.offline) continue;
      this.#primaryFault[n] = policies.of(node) || primaryFault(rows, o, inst, false, false);
      this.#fault[n] = secondaryFault(rows, o, inst, false, false, -Infinity);
      this.#failsN1[n] = rows[o + C.FAILS_N1]!;
      this.#faultN1[n] =
        this.#failsN1[n] === 0 ? secondaryFault(rows, o, inst, false, false, Infinity) : this.#fault[n];
      this.#free[n] = unallocatedMem(rows, o);
      this.#reserved[n] = rows[o + C.RESERVED_MEM]!;
      this.#try(o, n, this.#asPrimary, () => {
        putPrimary(this.#scratch, 0, inst, 0, 0);
      });
      this.#try(o, n, this.#asSecondary, () => {
        putSecondary(this.#scratch, 0, inst, this.#reserved[n]!);
      });
    }
  }

  #try(o: number, n: number, out: Float64Array, put: () => void): void {
    this.#scratch.set(this.#state.rows.subarray(o, o + C.ROW));
    put();
    contributions(this.#scratch, 0, out, n, this.#size);
  }

  #reservedWith(p: number, s: number): number {
    const mem = this.#peers[s * this.#size + p]! + this.#mem;
    return mem > this.#reserved[s]! ? mem : this.#reserved[s]!;
  }

  /** Why a pair cannot take the instance that was prepared, or 0. */
  #pairFault(p: number, s: number): FailMode {
    if (this.#primaryFault[p] !== 0) return this.#primaryFault[p]!;
    const lacking = this.#free[s]! <= this.#reservedWith(p, s);
    return lacking ? this.#faultN1[s]! : this.#fault[s]!;
  }

  /** Adds up how often each fault keeps an instance off a pair. */
  faults(inst: Instance, counts: Int32Array): void {
    this.#prepare(inst);
    for (const [x, p] of this.#targets.nodes.entries()) {
      const secondaries = this.#targets.secondaries[x]!;
      if (this.#primaryFault[p] !== 0) counts[this.#primaryFault[p]!]! += secondaries.length;
      else for (const s of secondaries) counts[this.#pairFault(p, s)]! += 1;
    }
    counts[0] = 0;
  }

  /** Statistics after the primary took the instance; returns a bound that no secondary gets below. */
  #takePrimary(p: number, bounds: SecondaryBounds): number {
    const { count, sum, variance, values } = this.#moments;
    const N = this.#size;
    let bound = 0;
    for (const [k, { statistic, nodes }] of COMPONENTS.entries()) {
      const before = values[k * N + p]!;
      const after = this.#asPrimary[k * N + p]!;
      if (statistic === 'stddev') {
        const v = this.#moments.changed(variance[k]!, sum[k]!, before, after);
        this.#variances[k] = v;
        this.#sums[k] = sum[k]! + (after - before);
        this.#fixed[k] = W[k]! * Math.sqrt(v);
        const least = v + bounds.variance[k]! - (2 * Math.abs(after - before) * bounds.step[k]!) / (count * count);
        bound += W[k]! * Math.sqrt(least > 0 ? least : 0);
      } else {
        const keeps = nodes === 'offline' || k === LOCATION;
        this.#sums[k] = keeps ? sum[k]! : sum[k]! + (after - before);
        this.#fixed[k] = W[k]! * this.#sums[k];
        bound += this.#fixed[k] + bounds.sum[k]!;
      }
    }
    return bound;
  }

  #scoreWith(p: number, s: number): number {
    const { values } = this.#moments;
    const N = this.#size;
    const fixed = this.#fixed;
    const reserved = this.#reservedWith(p, s) / this.#state.rows[this.#state.row(s) + C.TOTAL_MEM]!;
    const was = values[RESERVED * N + s]!;
    const disk = this.#both(DISK, s);
    const spindles = this.#both(SPINDLES, s);
    const fails = this.#failsN1[s] !== 0 && this.#free[s]! <= this.#reservedWith(p, s);
    const n1 = (fails ? this.#asSecondary[ALL * N + s]! : 0) - values[N1 * N + s]!;
    const location = this.#located ? sharedLocations(this.#state.nodes[p]!, this.#state.nodes[s]) : 0;
    let score = 0 + fixed[0]!;
    score += disk;
    score += W[N1]! * (this.#sums[N1]! + n1);
    score +=
      W[RESERVED]! * Math.sqrt(this.#moments.changed(this.#variances[RESERVED]!, this.#sums[RESERVED]!, was, reserved));
    score += fixed[4]!;
    score += fixed[5]!;
    score += fixed[6]!;
    score += fixed[7]!;
    score += fixed[8]!;
    score += this.#both(DISK_LOAD, s);
    score += fixed[10]!;
    score += fixed[11]!;
    score += spindles;
    score += fixed[13]!;
    score += this.#sameDisk ? disk : this.#both(DISK_ALL, s);
    score += fixed[15]!;
    score += this.#sameSpindles ? spindles : this.#both(SPINDLES_ALL, s);
    score += W[LOCATION]! * (this.#sums[LOCATION]! + location);
    score += fixed[18]!;
    score += W[RESERVED_SUM]! * (this.#sums[RESERVED_SUM]! + (reserved - values[RESERVED_SUM * N + s]!));
    return score;
  }

  #both(k: number, s: number): number {
    const before = this.#moments.values[k * this.#size + s]!;
    const after = this.#asSecondary[k * this.#size + s]!;
    return W[k]! * Math.sqrt(this.#moments.changed(this.#variances[k]!, this.#sums[k]!, before, after));
  }

  #bounds(): SecondaryBounds {
    const { count, sum, values } = this.#moments;
    const N = this.#size;
    const bounds = {
      variance: new Float64Array(COMPONENT_COUNT),
      step: new Float64Array(COMPONENT_COUNT),
      sum: new Float64Array(COMPONENT_COUNT),
    };
    const usable = this.#targets.nodes;
    for (const k of BOTH) {
      let least = Infinity;
      for (const s of usable) {
        const before = values[k * N + s]!;
        const after = this.#asSecondary[k * N + s]!;
        const ds = after - before;
        const gain = (count * (after * after - before * before) - 2 * sum[k]! * ds - ds * ds) / (count * count);
        if (gain < least) least = gain;
        if (Math.abs(ds) > bounds.step[k]!) bounds.step[k] = Math.abs(ds);
      }
      bounds.variance[k] = least;
    }
    bounds.variance[RESERVED] = Infinity;
    bounds.sum[RESERVED_SUM] = Infinity;
    for (const s of usable) {
      const total = this.#state.rows[this.#state.row(s) + C.TOTAL_MEM]!;
      const before = values[RESERVED * N + s]!;
      const least = Math.max(this.#reserved[s]!, this.#mem) / total;
      const most = (this.#reserved[s]! + this.#mem) / total;
      // The variance is a parabola in the value: lowest at its vertex or at the end of the range that is nearest.
      const vertex = (sum[RESERVED]! - before) / (count - 1);
      const value = Math.min(most, Math.max(least, vertex));
      const ds = value - before;
      const gain = (count * (value * value - before * before) - 2 * sum[RESERVED]! * ds - ds * ds) / (count * count);
      if (gain < bounds.variance[RESERVED]) bounds.variance[RESERVED] = gain;
      bounds.sum[RESERVED_SUM] = Math.min(bounds.sum[RESERVED_SUM], W[RESERVED_SUM]! * (least - before));
    }
    let n1 = 0;
    for (const s of usable) n1 = Math.min(n1, -values[N1 * N + s]!);
    bounds.sum[N1] = W[N1]! * n1;
    return bounds;
  }

  /** The best pair for an instance, the last among equals; undefined when there is none. */
  best(inst: Instance): Place | undefined {
    this.#prepare(inst);
    const bounds = this.#bounds();
    const order = this.#targets.nodes.flatMap((p, x) =>
      this.#primaryFault[p] === 0 ? [{ p, x, bound: this.#takePrimary(p, bounds) }] : [],
    );
    if (!order.some(({ bound }) => Number.isNaN(bound))) order.sort((a, b) => a.bound - b.bound);
    let best = { primary: NO_NODE, secondary: NO_NODE, score: NaN };
    let place = -1;
    for (const { p, x, bound } of order) {
      if (bound > best.score + ROUNDING) break;
      const found = this.#bestWith(p, this.#targets.secondaries[x]!, bounds);
      if (!found) continue;
      const equal = found.score === best.score;
      if (place !== -1 && (best.score < found.score || (equal && x < place))) continue;
      best = found;
      place = x;
    }
    return place === -1 ? undefined : best;
  }

  #bestWith(p: number, secondaries: readonly number[], bounds: SecondaryBounds): Place | undefined {
    this.#takePrimary(p, bounds);
    let secondary = NO_NODE;
    let best = NaN;
    for (const s of secondaries) {
      if (this.#fault[s] !== 0 || this.#pairFault(p, s) !== 0) continue;
      const score = this.#scoreWith(p, s);
      if (secondary !== NO_NODE && !(score <= best)) continue;
      secondary = s;
      best = score;
    }
    return secondary === NO_NODE ? undefined : { primary: p, secondary, score: best };
  }

  /** All pairs that can take an instance, with their scores, by primary. */
  *candidates(inst: Instance): Generator<Place[]> {
    this.#prepare(inst);
    const bounds = this.#bounds();
    for (const [x, p] of this.#targets.nodes.entries()) {
      if (this.#primaryFault[p] !== 0) continue;
      this.#takePrimary(p, bounds);
      yield this.#targets.secondaries[x]!.flatMap((s) =>
        this.#pairFault(p, s) === 0 ? [{ primary: p, secondary: s, score: this.#scoreWith(p, s) }] : [],
      );
    }
  }
}

/** What secondaries change at least, by component: the variance, a value's step, a weighted sum. */
interface SecondaryBounds {
  readonly variance: Float64Array;
  readonly step: Float64Array;
  readonly sum: Float64Array;
}
