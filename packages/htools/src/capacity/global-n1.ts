import type { AllocOptions } from '../alloc/options.js';
import { Trial } from '../balance/trial.js';
import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { playEvacuation, refugees } from './evacuable.js';
import { Shelter } from './shelter.js';

/** Whether every node of a set could be evacuated (global N+1), and stays so when an instance is placed. */
export class GlobalN1 {
  readonly #state: State;
  readonly #nodes: readonly number[];
  readonly #groups: ReadonlyMap<number, readonly number[]>;
  readonly #checked: readonly number[];
  readonly #force: boolean;
  readonly #trial: Trial;
  readonly #shelter: Shelter;

  constructor(
    state: State,
    nodes: readonly number[],
    options: Pick<AllocOptions, 'acceptExisting' | 'capacityIgnoreGroups' | 'ignoreSoftErrors'>,
  ) {
    this.#state = state;
    this.#nodes = nodes;
    const groups = new Map<number, number[]>();
    for (const n of nodes) {
      const { group } = state.nodes[n]!;
      const list = groups.get(group);
      if (list) list.push(n);
      else groups.set(group, [n]);
    }
    this.#groups = groups;
    this.#checked = nodes.filter((n) => {
      const node = state.nodes[n]!;
      if (options.acceptExisting && node.offline) return false;
      return !options.capacityIgnoreGroups.includes(node.group);
    });
    this.#force = options.ignoreSoftErrors;
    this.#trial = new Trial(state);
    this.#shelter = new Shelter(state);
  }

  #groupOf(node: number): readonly number[] {
    return this.#groups.get(this.#state.nodes[node]!.group) ?? [];
  }

  /** Whether all primaries of a node find another place when it fails. */
  canEvacuate(node: number): boolean {
    const judged = this.#shelter.judge(node, this.#groupOf(node), refugees(this.#state, node));
    if (judged !== 'unknown') return judged === 'yes';
    return playEvacuation(this.#state, this.#trial, node, this.#nodes);
  }

  /** Whether all nodes that count can be evacuated. */
  get redundant(): boolean {
    return this.#checked.every((n) => this.canEvacuate(n));
  }

  /**
   * A check of places for instance `i`, which is nowhere: whether all nodes can be evacuated when it is there. Nodes of
   * which that is certain wherever it goes are not looked at again, unless its place touches them. An instance that
   * exists is still listed under its old index there (as in the original's GlobalN1.hs).
   */
  checkPlacing(i: number, listedAs = i): (primary: number, secondary: number) => boolean {
    const state = this.#state;
    const inst = state.instances[i]!;
    const handicap = {
      mem: inst.usesMemory ? inst.mem : 0,
      disk: inst.usesLocalStorage ? inst.disk : 0,
    };
    // A node that cannot be evacuated now cannot with less room either.
    const hopeless = this.#checked.some((n) => this.#shelter.judge(n, this.#groupOf(n), refugees(state, n)) === 'no');
    if (hopeless) return () => false;
    const unsure = new Set(
      this.#checked.filter((n) => this.#shelter.judge(n, this.#groupOf(n), refugees(state, n), handicap) !== 'yes'),
    );
    const counted = new Set(this.#checked);
    return (primary, secondary) => {
      const places = secondary === NO_NODE ? [primary] : [primary, secondary];
      const undo = state.save(places, [i]);
      if (this.#trial.tryPlacing(i, primary, secondary, this.#force) !== 0)
        throw new Error(`${inst.name} does not fit where it was found to fit`);
      this.#trial.commit();
      if (listedAs !== i) state.listAs(i, listedAs, places);
      const look = new Set([...unsure, ...places]);
      for (const n of places) for (const k of state.secondaries(n)) look.add(state.primary[k]!);
      let good = true;
      for (const n of look) {
        if (!counted.has(n)) continue;
        good = this.canEvacuate(n);
        if (!good) break;
      }
      undo();
      return good;
    };
  }
}
