import type { State } from '../model/state.js';

/** Memory that each of some nodes reserves for each other one, as a square table by place. */
export class PeerTable {
  readonly #state: State;
  readonly #size: number;
  readonly #place: Int32Array;
  readonly #table: Float64Array;

  constructor(state: State, nodes: readonly number[]) {
    this.#state = state;
    this.#size = nodes.length;
    this.#place = new Int32Array(state.nodes.length).fill(-1);
    for (const [place, n] of nodes.entries()) this.#place[n] = place;
    this.#table = new Float64Array(nodes.length * nodes.length);
    for (const n of nodes) this.refresh(n);
  }

  /** What the node at a place reserves for the failure of another. */
  at(place: number, other: number): number {
    return this.#table[place * this.#size + other]!;
  }

  /** Takes over a node's reservations. */
  refresh(node: number): void {
    const place = this.#place[node]!;
    if (place === -1) return;
    const start = place * this.#size;
    this.#table.fill(0, start, start + this.#size);
    for (const [other, mem] of this.#state.peers(node)) {
      const column = this.#place[other]!;
      if (column !== -1) this.#table[start + column] = mem;
    }
  }
}
