import { DT_DRBD8 } from '@gnt/constants';
import { templateRow } from '../model/disk-template.js';
import type { State } from '../model/state.js';

/** The primaries of a node by what becomes of them when it fails, each in the order in which they are moved. */
export interface Refugees {
  /** Go to their secondary. */
  readonly failover: readonly number[];
  /** Start on another node, as their storage is reached from there. */
  readonly shared: readonly number[];
  /** Are made anew elsewhere, largest memory first. */
  readonly recreated: readonly number[];
}

/** Sorts the primaries of nodes, and remembers it for as long as a node has the same ones. */
export class RefugeeLists {
  readonly #state: State;
  readonly #known: { readonly list: readonly number[]; readonly who: Refugees }[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  /** The refugees of a node. */
  of(node: number): Refugees {
    const list = this.#state.primaries(node);
    const known = this.#known[node];
    // Lists are replaced, never changed (state.ts).
    if (known?.list === list) return known.who;
    const who = this.#sort(list);
    this.#known[node] = { list, who };
    return who;
  }

  #sort(list: readonly number[]): Refugees {
    const { instances } = this.#state;
    const failover: number[] = [];
    const shared: number[] = [];
    const recreated: number[] = [];
    for (const i of list) {
      const { diskTemplate } = instances[i]!;
      if (diskTemplate === DT_DRBD8) failover.push(i);
      else if (templateRow(diskTemplate).evacuable) shared.push(i);
      else recreated.push(i);
    }
    recreated.sort((a, b) => instances[b]!.mem - instances[a]!.mem);
    return { failover, shared, recreated };
  }
}
