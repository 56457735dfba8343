import { isRedundant, type RedundancyOptions } from '../evacuate/global-n1.js';
import * as C from '../model/columns.js';
import { FAIL_MODES, FAIL_N1, type FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { sharedLocations } from '../model/location.js';
import { policyFault } from '../model/policy.js';
import { primaryFault, putPrimary, putSecondary } from '../model/row.js';
import { reservedWith, type State } from '../model/state.js';
import { Score, type Change } from '../score/score.js';
import { Moments } from './moments.js';
import { PairSearch, type Pair } from './pair-search.js';
import type { FailCounts } from './size.js';
import type { Targets } from './targets.js';

/** How an allocation goes about it. */
export interface AllocationOptions extends RedundancyOptions {
  /** Whether every node must stay one that could be emptied. */
  readonly capacity: boolean;
}

/** Finds places for instances without tags on its own copy of a state, and fills them. */
export class Placer {
  readonly state: State;
  readonly targets: Targets;
  readonly #nodes: readonly number[];
  readonly #score: Score;
  readonly #pairs: PairSearch | undefined;
  readonly #moments: Moments | undefined;
  readonly #change: Change = {
    count: 1,
    nodes: new Int32Array(1),
    rows: new Float64Array(C.ROW),
    offsets: new Int32Array(1),
    instance: undefined,
    fromPrimary: NO_NODE,
    toPrimary: NO_NODE,
  };

  constructor(state: State, targets: Targets) {
    this.state = state.clone();
    this.targets = targets;
    this.#nodes = [...state.nodes.keys()];
    this.#score = new Score(this.state, this.#nodes);
    if (targets.nodesEach === 1) return;
    this.#moments = new Moments(this.state);
    this.#pairs = new PairSearch(this.state, targets, this.#moments);
  }

  /** Whether every node could be emptied. */
  isRedundant(options: RedundancyOptions): boolean {
    return isRedundant(this.state, this.#nodes, options);
  }

  #singleFault(inst: Instance, n: number): FailMode {
    const node = this.state.nodes[n]!;
    return (
      policyFault(inst, node.policy, node.exclusiveStorage) ||
      primaryFault(this.state.rows, this.state.row(n), inst, false, false)
    );
  }

  #singles(inst: Instance): Pair[] {
    const change = this.#change;
    return this.targets.nodes.flatMap((n) => {
      if (this.#singleFault(inst, n) !== 0) return [];
      const o = this.state.row(n);
      change.rows.set(this.state.rows.subarray(o, o + C.ROW));
      putPrimary(change.rows, 0, inst, 0, 0);
      change.nodes[0] = n;
      return [{ primary: n, secondary: NO_NODE, score: this.#score.valueWith(change) }];
    });
  }

  #keepsCapacity(inst: Instance, place: Pair, options: RedundancyOptions): boolean {
    const tried = this.state.clone();
    put(tried, inst, place);
    return isRedundant(tried, this.#nodes, options);
  }

  /** The place that leaves the cluster best balanced, the last of equals; undefined when there is none. */
  best(inst: Instance, options: AllocationOptions): Pair | undefined {
    if (!options.capacity) return this.#pairs ? this.#pairs.best(inst) : bestFirst(this.#singles(inst))[0];
    let best: Pair | undefined;
    for (const some of this.#pairs ? this.#pairs.candidates(inst) : [this.#singles(inst)]) {
      const found = bestFirst(some).find((place) => this.#keepsCapacity(inst, place, options));
      if (found && !(best && best.score < found.score)) best = found;
    }
    return best;
  }

  /** How often each fault keeps an instance off a place. */
  faults(inst: Instance, options: AllocationOptions): FailCounts {
    const counts = new Map<FailMode, number>(FAIL_MODES.map((mode) => [mode, 0]));
    const count = (fault: FailMode, times = 1): void => void counts.set(fault, (counts.get(fault) ?? 0) + times);
    if (this.#pairs)
      this.#pairs.faults(inst, (fault) => {
        count(fault);
      });
    else
      for (const n of this.targets.nodes) {
        const fault = this.#singleFault(inst, n);
        if (fault !== 0) count(fault);
      }
    if (options.capacity)
      for (const some of this.#pairs ? this.#pairs.candidates(inst) : [this.#singles(inst)]) {
        const sorted = bestFirst(some);
        const good = sorted.findIndex((place) => this.#keepsCapacity(inst, place, options));
        count(FAIL_N1, good < 0 ? sorted.length : good);
      }
    return [...counts];
  }

  /** Puts an instance there. */
  place(inst: Instance, at: Pair): void {
    put(this.state, inst, at);
    const changed = at.secondary === NO_NODE ? [at.primary] : [at.primary, at.secondary];
    if (!this.#pairs) this.#score.refresh(changed, undefined, NO_NODE, NO_NODE);
    this.#moments?.refresh(changed);
    this.#pairs?.placed(at.primary, at.secondary, inst);
  }

  /** One that goes on from here without changing this one. */
  copy(): Placer {
    return new Placer(this.state, this.targets);
  }
}

/** By score; of equals the last comes first. Not-a-number leaves the order as it was. */
function bestFirst(places: readonly Pair[]): Pair[] {
  if (places.some(({ score }) => Number.isNaN(score))) return [...places];
  return [...places].reverse().sort((a, b) => a.score - b.score);
}

function put(state: State, inst: Instance, { primary, secondary }: Pair): void {
  const i = state.addInstance(inst);
  const location = secondary === NO_NODE ? 0 : sharedLocations(state.nodes[primary]!, state.nodes[secondary]);
  state.location[i] = location;
  putPrimary(state.rows, state.row(primary), inst, 0, location);
  state.enterPrimary(i, primary);
  if (secondary === NO_NODE) return;
  const o = state.row(secondary);
  const reserved = reservedWith(state.peers(secondary), state.rows[o + C.RESERVED_MEM]!, primary, inst);
  putSecondary(state.rows, o, inst, reserved);
  state.enterSecondary(i, secondary);
}
