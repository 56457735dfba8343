import * as C from '../model/columns.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import {
  primaryFault,
  putPrimary,
  putSecondary,
  removePrimary,
  removeSecondary,
  secondaryFault,
} from '../model/row.js';
import type { State } from '../model/state.js';

/**
 * Where instances are while nodes are emptied for a reboot. Only what is impossible stops a move: no room in memory or on
 * disk. Rows and lists are kept by place; `who` says which node's record a place holds (see replaceSecondary).
 */
export class Layout {
  readonly state: State;
  readonly #rows: Float64Array;
  readonly #primaries: (readonly number[])[];
  readonly #secondaries: (readonly number[])[];
  readonly who: number[];
  readonly primary: number[];
  readonly secondary: number[];

  constructor(state: State, from?: Layout) {
    this.state = state;
    this.#rows = (from ? from.#rows : state.rows).slice();
    this.#primaries = from ? [...from.#primaries] : state.nodes.map((_, n) => state.primaries(n));
    this.#secondaries = from ? [...from.#secondaries] : state.nodes.map((_, n) => state.secondaries(n));
    this.who = from ? [...from.who] : [...state.nodes.keys()];
    this.primary = [...(from ?? state).primary];
    this.secondary = [...(from ?? state).secondary];
  }

  /** One that changes apart from this one. */
  clone(): Layout {
    return new Layout(this.state, this);
  }

  #instance(i: number): Instance {
    return this.state.instances[i]!;
  }

  groupOf(n: number): number {
    return this.state.nodes[this.who[n]!]!.group;
  }

  /** Instances on a node that run nowhere else without being moved. */
  nonRedundant(n: number): number[] {
    return this.#primaries[n]!.filter((i) => !this.#instance(i).hasSecondary);
  }

  /** Primary instances of a node that have a secondary. */
  redundant(n: number): number[] {
    return this.#primaries[n]!.filter((i) => this.#instance(i).hasSecondary);
  }

  secondariesOf(n: number): readonly number[] {
    return this.#secondaries[n]!;
  }

  /** Moves an instance to another node; whether that was possible. */
  move(i: number, to: number): boolean {
    const inst = this.#instance(i);
    const from = this.primary[i]!;
    if (primaryFault(this.#rows, to * C.ROW, inst, true, false) !== 0) return false;
    putPrimary(this.#rows, to * C.ROW, inst, 0, 0);
    removePrimary(this.#rows, from * C.ROW, inst, 0, 0);
    this.#primaries[to] = [i, ...this.#primaries[to]!];
    this.#primaries[from] = this.#primaries[from]!.filter((k) => k !== i);
    this.primary[i] = to;
    return true;
  }

  /** Swaps primary and secondary of an instance; whether that was possible. */
  migrate(i: number): boolean {
    const inst = this.#instance(i);
    const [p, s] = [this.primary[i]!, this.secondary[i]!];
    if (s === NO_NODE) return false;
    removePrimary(this.#rows, p * C.ROW, inst, 0, 0);
    removeSecondary(this.#rows, s * C.ROW, inst, 0);
    if (primaryFault(this.#rows, s * C.ROW, inst, true, false) !== 0) return false;
    if (secondaryFault(this.#rows, p * C.ROW, inst, true, false, 0) !== 0) return false;
    putPrimary(this.#rows, s * C.ROW, inst, 0, 0);
    putSecondary(this.#rows, p * C.ROW, inst, 0);
    const without = (list: readonly number[]): number[] => list.filter((k) => k !== i);
    this.#primaries[p] = without(this.#primaries[p]!);
    this.#secondaries[s] = without(this.#secondaries[s]!);
    this.#primaries[s] = [i, ...this.#primaries[s]!];
    this.#secondaries[p] = [i, ...this.#secondaries[p]!];
    this.primary[i] = s;
    this.secondary[i] = p;
    return true;
  }

  /**
   * Gives an instance another secondary; whether that was possible. The original (Hroller.hs, replaceSecondary) takes the
   * primary's record for that of the old secondary and stores it in the old secondary's place; what is printed depends on
   * it, so it is done here, too.
   */
  replaceSecondary(i: number, to: number): boolean {
    const inst = this.#instance(i);
    const [p, old] = [this.primary[i]!, this.secondary[i]!];
    if (p === to || secondaryFault(this.#rows, to * C.ROW, inst, true, false, 0) !== 0) return false;
    const record = this.#rows.slice(p * C.ROW, (p + 1) * C.ROW);
    const primaries = this.#primaries[p]!;
    const secondaries = this.#secondaries[p]!.filter((k) => k !== i);
    const who = this.who[p]!;
    removeSecondary(record, 0, inst, 0);
    putSecondary(this.#rows, to * C.ROW, inst, 0);
    this.#secondaries[to] = [i, ...this.#secondaries[to]!];
    this.#rows.set(record, old * C.ROW);
    this.#primaries[old] = primaries;
    this.#secondaries[old] = secondaries;
    this.who[old] = who;
    this.secondary[i] = to;
    return true;
  }
}
