import { counts, isRedundant, type RedundancyOptions } from '../evacuate/global-n1.js';
import { failOverAll, leaving } from '../evacuate/room.js';
import { FAIL_MODES, FAIL_N1, type FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
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
  readonly #redundant = new Map<string, boolean>();
  readonly #refused = new Map<string, FailCounts>();
  readonly #fitting = new Map<string, Instance | undefined>();
  #stuck: boolean | undefined;
  #mixed: readonly number[] | undefined;

  constructor(state: State, targets: PlaceTargets) {
    this.state = state.clone();
    this.targets = targets;
    this.#nodes = [...state.nodes.keys()];
    this.#search =
      targets.nodesEach === 2 ? new PairSearch(this.state, targets) : new SingleSearch(this.state, targets);
  }

  /** Whether every node could be emptied. */
  isRedundant(options: RedundancyOptions): boolean {
    const key = `${String(options.acceptExisting)} ${options.ignoreGroups.join()}`;
    let known = this.#redundant.get(key);
    if (known === undefined) this.#redundant.set(key, (known = isRedundant(this.state, this.#nodes, options)));
    return known;
  }

  /** Whether some node cannot be emptied in any case, as mirrored instances cannot leave it. */
  #hopeless(options: RedundancyOptions): boolean {
    this.#stuck ??= this.#nodes.some(
      (n) => counts(this.state, n, options) && !failOverAll(this.state, n, leaving(this.state, n).mirrored),
    );
    return this.#stuck;
  }

  /** Nodes that may be harder to empty with a mirrored instance there; undefined for all. */
  #affected({ primary, secondary }: Place): ReadonlySet<number> | undefined {
    if (secondary === NO_NODE) return undefined;
    this.#mixed ??= this.#nodes.filter((n) =>
      this.state.primaries(n).some((i) => !this.state.instances[i]!.hasSecondary),
    );
    const failingOver = [primary, secondary].flatMap((n) => this.state.peers(n).map(([peer]) => peer));
    return new Set([primary, secondary, ...failingOver, ...this.#mixed]);
  }

  #keepsCapacity(inst: Instance, place: Place, options: RedundancyOptions): boolean {
    if (this.#hopeless(options)) return false;
    const affected = this.isRedundant(options) ? this.#affected(place) : undefined;
    const takeBack = putNew(this.state, inst, place);
    const good = isRedundant(this.state, this.#nodes, options, affected);
    takeBack();
    return good;
  }

  /** The place that leaves the cluster best balanced, the last of equals; undefined when there is none. */
  best(inst: Instance, options: AllocationOptions): Place | undefined {
    if (!options.capacity) return this.#search.best(inst);
    let best: Place | undefined;
    for (const some of this.#search.candidates(inst)) {
      const found = bestFirst(some).find((place) => this.#keepsCapacity(inst, place, options));
      if (found && !(best && best.score < found.score)) best = found;
    }
    return best;
  }

  /** How often each fault keeps an instance off a place; `found` says whether `best` finds one. */
  faults(inst: Instance, options: AllocationOptions, found: boolean): FailCounts {
    const seen = new Int32Array(FAIL_MODES.length + 1);
    this.#search.faults(inst, seen);
    if (options.capacity)
      for (const some of this.#search.candidates(inst)) {
        const good = found ? bestFirst(some).findIndex((place) => this.#keepsCapacity(inst, place, options)) : -1;
        seen[FAIL_N1]! += good < 0 ? some.length : good;
      }
    return FAIL_MODES.map((mode) => [mode, seen[mode]!]);
  }

  /** Whether there is a place for an instance. */
  #fits(inst: Instance, options: AllocationOptions): boolean {
    if (this.#refused.has(refusalKey(inst, options))) return false;
    if (!options.capacity) return this.#search.best(inst) !== undefined;
    if (this.#hopeless(options)) return false;
    for (const some of this.#search.candidates(inst))
      if (some.some((place) => this.#keepsCapacity(inst, place, options))) return true;
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
    for (const known of [this.#redundant, this.#refused, this.#fitting]) known.clear();
    this.#stuck = this.#mixed = undefined;
    this.#search.placed(inst, at);
  }

  /** One that goes on from here without changing this one. */
  copy(): Placer {
    return new Placer(this.state, this.targets);
  }
}
