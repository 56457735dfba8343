import { FAIL_MODES, FAIL_N1, type FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import { GlobalN1, type RedundancyOptions } from './global-n1.js';
import { PairSearch } from './pair-search.js';
import { putNew, type Place } from './place.js';
import { SingleSearch } from './single-search.js';
import { shrunk, type FailCounts } from './size.js';
import type { PlaceTargets } from './targets.js';

/** How an allocation goes about it. */
export interface AllocationOptions extends RedundancyOptions {
  /** Whether every node must stay one that could be emptied. */
  readonly capacity: boolean;
}

/** By score; of equals the last comes first. Not-a-number leaves the order as it was. */
function bestFirst(places: readonly Place[]): Place[] {
  if (places.some(({ score }) => Number.isNaN(score))) return [...places];
  return [...places].reverse().sort((a, b) => a.score - b.score);
}

const sizeKey = (inst: Instance): string =>
  [inst.mem, inst.disk, inst.vcpus, ...inst.disks.map((d) => d.spindles)].join();

const refusalKey = (inst: Instance, { capacity }: AllocationOptions): string => `${sizeKey(inst)} ${String(capacity)}`;

/** Finds places for instances without tags on its own copy of a state, and fills them. */
export class Placer {
  readonly state: State;
  readonly targets: PlaceTargets;
  readonly #nodes: readonly number[];
  readonly #search: PairSearch | SingleSearch;
  // What is known until the next instance is placed, by what was asked:
  readonly #redundant = new Map<GlobalN1, boolean>();
  readonly #hopeless = new Map<GlobalN1, boolean>();
  readonly #refused = new Map<string, FailCounts>();
  readonly #fitting = new Map<string, Instance | undefined>();
  readonly #checks = new Map<string, GlobalN1>();

  constructor(state: State, targets: PlaceTargets) {
    this.state = state.clone();
    this.targets = targets;
    this.#nodes = [...state.nodes.keys()];
    this.#search =
      targets.nodesEach === 2 ? new PairSearch(this.state, targets) : new SingleSearch(this.state, targets);
  }

  #n1({ acceptExisting, ignoreGroups }: RedundancyOptions): GlobalN1 {
    const key = `${String(acceptExisting)} ${ignoreGroups.join()}`;
    let n1 = this.#checks.get(key);
    if (!n1) this.#checks.set(key, (n1 = new GlobalN1(this.state, this.#nodes, { acceptExisting, ignoreGroups })));
    return n1;
  }

  /** Whether every node could be emptied. */
  isRedundant(options: RedundancyOptions): boolean {
    const n1 = this.#n1(options);
    let known = this.#redundant.get(n1);
    if (known === undefined) this.#redundant.set(n1, (known = n1.redundant));
    return known;
  }

  /** A check of places for an instance: whether every node could be emptied with it there. */
  #capacityCheck(inst: Instance, options: RedundancyOptions): (place: Place) => boolean {
    const n1 = this.#n1(options);
    let hopeless = this.#hopeless.get(n1);
    if (hopeless === undefined) this.#hopeless.set(n1, (hopeless = n1.hopeless));
    if (hopeless) return () => false;
    let check: ReturnType<GlobalN1['whenPlaced']> | undefined;
    return (place) => {
      check ??= n1.whenPlaced(inst);
      const takeBack = putNew(this.state, inst, place);
      const good = check(place.secondary === NO_NODE ? [place.primary] : [place.primary, place.secondary]);
      takeBack();
      return good;
    };
  }

  /** The place that leaves the cluster best balanced, the last of equals; undefined when there is none. */
  best(inst: Instance, options: AllocationOptions): Place | undefined {
    if (!options.capacity) return this.#search.best(inst);
    const passes = this.#capacityCheck(inst, options);
    let best: Place | undefined;
    for (const some of this.#search.candidates(inst)) {
      const found = bestFirst(some).find(passes);
      if (found && !(best && best.score < found.score)) best = found;
    }
    return best;
  }

  /** How often each fault keeps an instance off a place; `found` says whether `best` finds one. */
  faults(inst: Instance, options: AllocationOptions, found: boolean): FailCounts {
    const seen = new Int32Array(FAIL_MODES.length + 1);
    this.#search.faults(inst, seen);
    if (options.capacity) {
      const passes = this.#capacityCheck(inst, options);
      for (const some of this.#search.candidates(inst)) {
        const good = found ? bestFirst(some).findIndex(passes) : -1;
        seen[FAIL_N1]! += good < 0 ? some.length : good;
      }
    }
    return FAIL_MODES.map((mode) => [mode, seen[mode]!]);
  }

  /** Whether there is a place for an instance. */
  #fits(inst: Instance, options: AllocationOptions): boolean {
    if (this.#refused.has(refusalKey(inst, options))) return false;
    if (!options.capacity) return this.#search.best(inst) !== undefined;
    const passes = this.#capacityCheck(inst, options);
    for (const some of this.#search.candidates(inst)) if (some.some(passes)) return true;
    return false;
  }

  /** Why an instance without a place finds none. */
  #refuse(inst: Instance, options: AllocationOptions): FailCounts {
    const key = refusalKey(inst, options);
    let faults = this.#refused.get(key);
    if (!faults) this.#refused.set(key, (faults = this.faults(inst, options, false)));
    return faults;
  }

  /** The best place for an instance, or why there is none. */
  seek(inst: Instance, options: AllocationOptions): Place | FailCounts {
    const known = this.#refused.get(refusalKey(inst, options));
    return known ?? this.best(inst, options) ?? this.#refuse(inst, options);
  }

  /**
   * The first size that fits when one resource alone is made smaller; undefined when that does not help. The
   * smallest size of all is not tried, as the original has it.
   */
  fitting(inst: Instance, fault: FailMode, options: AllocationOptions): Instance | undefined {
    const passed: string[] = [];
    let found: Instance | undefined;
    for (let tried = inst; ;) {
      const key = `${sizeKey(tried)} ${String(fault)}`;
      const next = shrunk(tried, fault);
      if (this.#fitting.has(key)) {
        found = this.#fitting.get(key);
        break;
      }
      passed.push(key);
      if (!next) break;
      if (this.#fits(tried, options)) {
        found = tried;
        break;
      }
      if (!this.#refuse(tried, options).some(([mode, count]) => mode === fault && count > 0)) break;
      tried = next;
    }
    for (const key of passed) this.#fitting.set(key, found);
    return found;
  }

  /** Puts an instance there. */
  place(inst: Instance, at: Place): void {
    putNew(this.state, inst, at);
    for (const known of [this.#redundant, this.#hopeless, this.#refused, this.#fitting]) known.clear();
    this.#search.placed(inst, at);
  }

  /** One that goes on from here without changing this one. */
  copy(): Placer {
    return new Placer(this.state, this.targets);
  }
}
