import { Trial } from '../balance/trial.js';
import type { Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import { playEvacuation } from './evacuable.js';
import { RefugeeLists } from './refugees.js';
import { NO_HANDICAP, Shelter, type Handicap } from './shelter.js';

/** What is looked at when N+1 is judged for a whole cluster. */
export interface RedundancyOptions {
  /** Leave out nodes that are offline already. */
  readonly acceptExisting: boolean;
  /** Leave out these groups. */
  readonly ignoreGroups: readonly number[];
}

/** Whether every node of a set could be evacuated (global N+1), and stays so when an instance is placed. */
export class GlobalN1 {
  readonly #state: State;
  readonly #nodes: readonly number[];
  readonly #groups = new Map<number, number[]>();
  readonly #checked: readonly number[];
  readonly #trial: Trial;
  readonly #shelter: Shelter;
  readonly #refugees: RefugeeLists;
  /** The round in which a node was looked at last. */
  readonly #seen: Int32Array;
  #round = 0;

  constructor(state: State, nodes: readonly number[], { acceptExisting, ignoreGroups }: RedundancyOptions) {
    this.#state = state;
    this.#nodes = nodes;
    for (const n of nodes) {
      const { group } = state.nodes[n]!;
      const list = this.#groups.get(group);
      if (list) list.push(n);
      else this.#groups.set(group, [n]);
    }
    this.#checked = nodes.filter((n) => {
      const { offline, group } = state.nodes[n]!;
      return !(acceptExisting && offline) && !ignoreGroups.includes(group);
    });
    this.#trial = new Trial(state);
    this.#shelter = new Shelter(state);
    this.#refugees = new RefugeeLists(state);
    this.#seen = new Int32Array(state.nodes.length);
  }

  #judge(node: number, handicap: Handicap): 'yes' | 'no' | 'unknown' {
    const groupNodes = this.#groups.get(this.#state.nodes[node]!.group) ?? [];
    return this.#shelter.judge(node, groupNodes, this.#refugees.of(node), handicap);
  }

  /** Whether all primaries of a node find another place when it fails. */
  canEvacuate(node: number): boolean {
    const judged = this.#judge(node, NO_HANDICAP);
    if (judged !== 'unknown') return judged === 'yes';
    return playEvacuation(this.#state, this.#trial, node, this.#nodes, this.#refugees.of(node));
  }

  /** Whether all nodes that count can be evacuated. */
  get redundant(): boolean {
    return this.#checked.every((n) => this.canEvacuate(n));
  }

  /** Whether some node cannot be evacuated in any case; with an instance more, and less room, it cannot either. */
  get hopeless(): boolean {
    return this.#checked.some((n) => this.#judge(n, NO_HANDICAP) === 'no');
  }

  /**
   * A check for when an instance that is nowhere now is placed: whether all nodes can be evacuated with it on some nodes,
   * given that they are not hopeless. Nodes of which that is certain wherever it goes are not looked at again, unless its
   * place touches them.
   */
  whenPlaced(inst: Instance): (places: readonly number[]) => boolean {
    const state = this.#state;
    const handicap = { mem: inst.usesMemory ? inst.mem : 0, disk: inst.usesLocalStorage ? inst.disk : 0 };
    const unsure = this.#checked.filter((n) => this.#judge(n, handicap) !== 'yes');
    const counted = new Uint8Array(state.nodes.length);
    for (const n of this.#checked) counted[n] = 1;
    return (places) => {
      const round = (this.#round += 1);
      const good = (n: number): boolean => {
        if (counted[n] === 0 || this.#seen[n] === round) return true;
        this.#seen[n] = round;
        return this.canEvacuate(n);
      };
      // What fails over to a place meets less room there.
      return (
        places.every(good) &&
        places.every((n) => state.secondaries(n).every((k) => good(state.primary[k]!))) &&
        unsure.every(good)
      );
    };
  }
}
