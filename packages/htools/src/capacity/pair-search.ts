import * as C from '../model/columns.js';
import type { Instance } from '../model/instance.js';
import { sharedLocations } from '../model/location.js';
import type { State } from '../model/state.js';
import { COMPONENT_COUNT, COMPONENTS, LOCATION_EXCLUSION } from '../score/components.js';
import { Moments } from './moments.js';
import { IN_BOUNDS, PairBounds, type Settled } from './pair-bounds.js';
import { PairEffects } from './pair-effects.js';
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
/** Two scores nearer than this may be equal but for rounding. */
const ROUNDING = 1e-6;

const W = COMPONENTS.map((c) => c.weight);
const SPREAD = Uint8Array.from(COMPONENTS, (c) => (c.statistic === 'stddev' ? 1 : 0));

/** What a search of pairs looks at, besides the targets. */
export interface PairSearchOptions {
  /** Nodes over which the score is taken; all unless told. */
  readonly scored?: readonly number[];
  /** Leave only what is impossible for a primary. */
  readonly force?: boolean;
}

/** The pairs of a primary: lists follow its secondaries. A pair without a fault has a score. */
export interface PairsOfPrimary {
  readonly primary: number;
  readonly secondaries: readonly number[];
  readonly faults: Int8Array;
  readonly scores: Float64Array;
}

/**
 * Scores pairs of nodes for an instance, and finds the pair that it leaves best balanced. What an instance does to one node
 * is computed once for each node; for each pair only what depends on both is. The steps of the arithmetic are the
 * original's, so that equal pairs stay equal. `best` leaves out pairs whose lowest possible score lies above the best
 * found (pair-bounds.ts).
 */
export class PairSearch {
  readonly #state: State;
  readonly #targets: PlaceTargets;
  readonly #moments: Moments;
  readonly #size: number;
  readonly #effects: PairEffects;
  readonly #located: boolean;
  readonly #bounds: PairBounds;
  // Of the primary in hand:
  readonly #fixed = new Float64Array(COMPONENT_COUNT);
  readonly #sums = new Float64Array(COMPONENT_COUNT);
  readonly #variances = new Float64Array(COMPONENT_COUNT);
  #stale: readonly number[] = [];
  /** All nodes that are primary or secondary of a pair. */
  readonly #all: readonly number[];
  readonly #sameDisk: boolean;
  readonly #sameSpindles: boolean;

  constructor(state: State, targets: PlaceTargets, { scored, force = false }: PairSearchOptions = {}) {
    this.#state = state;
    this.#targets = targets;
    this.#moments = new Moments(state, scored);
    this.#effects = new PairEffects(state, this.#moments, force);
    const size = state.nodes.length;
    this.#size = size;
    this.#located = state.nodes.some((node) => node.locationTags.length > 0);
    this.#bounds = new PairBounds(state);
    const used = new Uint8Array(size);
    for (const list of [targets.nodes, ...targets.secondaries]) for (const n of list) used[n] = 1;
    this.#all = [...state.nodes.keys()].filter((n) => used[n] === 1);
    const same = (a: number, b: number): boolean =>
      state.nodes.every((_, n) => state.rows[state.row(n) + a] === state.rows[state.row(n) + b]);
    // Figures with and without forthcoming instances: the same now, they stay so.
    this.#sameDisk = same(C.FREE_DISK, C.FREE_DISK_ALL) && same(C.FREE_SPINDLES, C.FREE_SPINDLES_ALL);
    this.#sameSpindles = same(C.USED_SPINDLES, C.USED_SPINDLES_ALL);
  }

  /** Notes that a place was taken. */
  placed(inst: Instance, { primary, secondary }: Place): void {
    this.#moments.refresh([primary, secondary]);
    this.#stale = [primary, secondary];
    this.#effects.placed(inst, primary, secondary);
  }

  #prepare(inst: Instance): void {
    this.#effects.prepare(inst, this.#all, this.#stale);
    this.#stale = [];
  }

  /** Adds up how often each fault keeps an instance off a pair. */
  faults(inst: Instance, counts: Int32Array): void {
    this.#prepare(inst);
    for (const [x, p] of this.#targets.nodes.entries()) {
      const secondaries = this.#targets.secondaries[x]!;
      if (this.#effects.primaryFault[p] !== 0) counts[this.#effects.primaryFault[p]!]! += secondaries.length;
      else for (const s of secondaries) counts[this.#effects.pairFault(p, s)]! += 1;
    }
    counts[0] = 0;
  }

  /** Statistics after the primary took the instance. */
  #takePrimary(inst: Instance, p: number): void {
    const { sum, variance, values } = this.#moments;
    const N = this.#size;
    for (let k = 0; k < COMPONENT_COUNT; k += 1) {
      const before = values[k * N + p]!;
      const after = this.#effects.asPrimary[k * N + p]!;
      this.#sums[k] = before === after ? sum[k]! : sum[k]! + (after - before);
      if (SPREAD[k] === 0) this.#fixed[k] = W[k]! * this.#sums[k]!;
      else {
        const v = this.#moments.changed(variance[k]!, sum[k]!, before, after);
        this.#variances[k] = v;
        this.#fixed[k] = W[k]! * Math.sqrt(v);
      }
    }
    this.#fixed[LOCATION_EXCLUSION] = W[LOCATION_EXCLUSION]! * this.#moments.exclusion(inst, p);
  }

  #scoreWith(p: number, s: number): number {
    const { values, count } = this.#moments;
    if (count === 0) return 0;
    const N = this.#size;
    const fixed = this.#fixed;
    const was = values[RESERVED * N + s]!;
    const now = this.#effects.reservedWith(p, s);
    const disk = this.#both(DISK, s);
    const spindles = this.#both(SPINDLES, s);
    let [reserved, n1, location] = [was, 0, 0];
    if (!this.#state.nodes[s]!.offline) {
      reserved = now / this.#state.rows[this.#state.row(s) + C.TOTAL_MEM]!;
      const fails = this.#effects.failsN1[s] !== 0 && (this.#effects.forthcoming || this.#effects.free[s]! <= now);
      n1 = (fails ? values[ALL * N + s]! + (this.#effects.forthcoming ? 0 : 1) : 0) - values[N1 * N + s]!;
    }
    if (this.#located && !this.#effects.forthcoming && !this.#state.nodes[p]!.offline)
      location = sharedLocations(this.#state.nodes[p]!, this.#state.nodes[s]);
    let score = 0 + fixed[0]!;
    score += disk;
    score += W[N1]! * (this.#sums[N1]! + n1);
    score +=
      W[RESERVED]! * Math.sqrt(this.#moments.changed(this.#variances[RESERVED]!, this.#sums[RESERVED]!, was, reserved));
    score += W[ALL]! * (this.#sums[ALL]! + (this.#effects.asSecondary[ALL * N + s]! - values[ALL * N + s]!));
    score += fixed[5]!;
    score += fixed[6]!;
    score += fixed[7]!;
    score += fixed[8]!;
    score += this.#both(DISK_LOAD, s);
    score += fixed[10]!;
    score += fixed[11]!;
    score += spindles;
    score += fixed[13]!;
    score += this.#sameDisk && !this.#effects.forthcoming ? disk : this.#both(DISK_ALL, s);
    score += fixed[15]!;
    score += this.#sameSpindles && !this.#effects.forthcoming ? spindles : this.#both(SPINDLES_ALL, s);
    score += W[LOCATION]! * (this.#sums[LOCATION]! + location);
    score += fixed[18]!;
    score += W[RESERVED_SUM]! * (this.#sums[RESERVED_SUM]! + (reserved - values[RESERVED_SUM * N + s]!));
    return score;
  }

  #both(k: number, s: number): number {
    const before = this.#moments.values[k * this.#size + s]!;
    const after = this.#effects.asSecondary[k * this.#size + s]!;
    return W[k]! * Math.sqrt(this.#moments.changed(this.#variances[k]!, this.#sums[k]!, before, after));
  }

  /** What a primary says to the bounds: its step in a component, the variance then, and all that is settled. */
  #settled(inst: Instance, p: number): Settled {
    this.#takePrimary(inst, p);
    const N = this.#size;
    let fixed = 0;
    for (let k = 0; k < COMPONENT_COUNT; k += 1) if (!IN_BOUNDS.includes(k)) fixed += this.#fixed[k]!;
    const step = (k: number): number => this.#effects.asPrimary[k * N + p]! - this.#moments.values[k * N + p]!;
    return { node: p, fixed, variances: IN_BOUNDS.map((k) => this.#variances[k]!), steps: IN_BOUNDS.map(step) };
  }

  /** The best pair for an instance, the last among equals; undefined when there is none. */
  best(inst: Instance): Place | undefined {
    this.#prepare(inst);
    const { nodes } = this.#state;
    const { primaries, secondaries } = this.#bounds.order(
      this.#targets.nodes.filter((p) => this.#effects.primaryFault[p] === 0).map((p) => this.#settled(inst, p)),
      this.#targets.nodes.filter((s) => this.#effects.fault[s] === 0),
      {
        values: this.#moments,
        taken: this.#effects.asSecondary,
        reserved: this.#effects.reserved,
        mem: this.#effects.mem,
      },
    );
    let best: Place | undefined;
    let limit = Infinity;
    for (const { node: p, bound } of primaries) {
      if (bound > limit) break;
      this.#takePrimary(inst, p);
      const { group } = nodes[p]!;
      for (const { node: s, bound: more } of secondaries) {
        if (bound + more > limit) break;
        if (s === p || nodes[s]!.group !== group || this.#effects.pairFault(p, s) !== 0) continue;
        const score = this.#scoreWith(p, s);
        if (best && !isBetter(score, p, s, best)) continue;
        best = { primary: p, secondary: s, score };
        limit = score + ROUNDING;
      }
    }
    return best;
  }

  /** The pairs of each primary, one after the other; what is yielded is used again for the next. */
  *byPrimary(inst: Instance): Generator<PairsOfPrimary> {
    this.#prepare(inst);
    const faults = new Int8Array(this.#size);
    const scores = new Float64Array(this.#size);
    for (const [x, primary] of this.#targets.nodes.entries()) {
      const secondaries = this.#targets.secondaries[x]!;
      const never = this.#effects.primaryFault[primary]!;
      if (never === 0) this.#takePrimary(inst, primary);
      for (let y = 0; y < secondaries.length; y += 1) {
        const s = secondaries[y]!;
        faults[y] = never === 0 ? this.#effects.pairFault(primary, s) : never;
        if (faults[y] === 0) scores[y] = this.#scoreWith(primary, s);
      }
      yield { primary, secondaries, faults, scores };
    }
  }

  /** All pairs that can take an instance, with their scores, by primary. */
  *candidates(inst: Instance): Generator<Place[]> {
    for (const { primary, secondaries, faults, scores } of this.byPrimary(inst)) {
      const places: Place[] = [];
      for (let y = 0; y < secondaries.length; y += 1)
        if (faults[y] === 0) places.push({ primary, secondary: secondaries[y]!, score: scores[y]! });
      if (places.length > 0) yield places;
    }
  }
}

/** Whether a pair is better than the best so far: by score, among equals the one that comes later. */
function isBetter(score: number, p: number, s: number, best: Place): boolean {
  if (score !== best.score) return score < best.score;
  return p > best.primary || (p === best.primary && s > best.secondary);
}
