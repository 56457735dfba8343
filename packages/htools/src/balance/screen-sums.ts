import * as C from '../model/columns.js';
import { NO_NODE } from '../model/instance.js';
import { missedLocations } from '../model/location.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { conflictsRemoved } from '../model/tag-counts.js';
import { COMPONENTS, COMPONENT_COUNT, contributions } from '../score/components.js';
import * as M from './move.js';

const N1 = COMPONENTS.findIndex((c) => c.name === 'n1_cnt');
/** Weight of an instance on a node that fails N+1. */
export const N1_WEIGHT = COMPONENTS[N1]!.weight;

/** The components that are plain sums over nodes, but reserved memory, as bounds after a move without its target. */
export class SumBounds {
  readonly #state: State;
  readonly #place: Int32Array;
  readonly #raw = new Float64Array(COMPONENT_COUNT);
  #base = 0;
  #locations = 0;
  /** By kind of move. */
  readonly kinds = new Float64Array(M.KINDS);

  /** `place` is that of each node among the online ones, or -1. */
  constructor(state: State, place: Int32Array) {
    this.#state = state;
    this.#place = place;
  }

  /** Takes over the weighted sum as it is, and whether locations count. */
  prepare(sum: number, locationsTagged: boolean): void {
    this.#base = sum;
    this.#locations = locationsTagged ? 1 : 0;
  }

  /** Starts with an instance whose nodes reserve so much memory when it has left. */
  begin(i: number, reservedP: number, reservedS: number): void {
    const state = this.#state;
    const inst = state.instances[i]!;
    const p = state.primary[i]!;
    const s = state.secondary[i]!;
    const real = inst.forthcoming ? 0 : 1;
    let leaving = 2 * conflictsRemoved(state.tags(p), inst);
    if (real === 1) {
      leaving += state.location[i]! + missedLocations(state.nodes[p]!, inst);
      leaving += this.#locations * inst.exclusionTags.length * state.nodes[p]!.locationTags.length;
    }
    const offP = state.nodes[p]!.offline ? real : 0;
    const offS = s !== NO_NODE && state.nodes[s]!.offline ? real : 0;
    const { kinds } = this;
    // Locations may get better by any move; offline nodes count 4 for an instance and 16 for a primary.
    const settled = this.#base - leaving;
    const pAway = this.#failing(i, p, 1, -1, reservedP);
    kinds[M.FAILOVER_TO] = settled - 20 * offP + pAway;
    if (inst.mirroring !== 'internal') return;
    const sAway = this.#failing(i, s, 0, -1, reservedS);
    const sStays = this.#failing(i, s, 0, 0, reservedS);
    kinds[M.REPLACE_SECONDARY] = settled - 4 * offS + sAway;
    kinds[M.REPLACE_AND_FAILOVER] = settled - 16 * offP - 4 * offS + this.#failing(i, p, 1, 0, reservedP) + sAway;
    kinds[M.REPLACE_PRIMARY] = settled - 20 * offP + pAway + sStays;
    kinds[M.FAILOVER_AND_REPLACE] = settled - 20 * offP + 16 * offS + pAway + this.#failing(i, s, -1, 0, reservedS);
  }

  /** Change of the count of instances on failing nodes, for a node that fails, at least. */
  #failing(i: number, node: number, memories: number, instances: number, reserved: number): number {
    if (node === NO_NODE || this.#place[node] === -1) return 0;
    const { rows } = this.#state;
    const o = this.#state.row(node);
    if (rows[o + C.FAILS_N1] === 0) return 0;
    const inst = this.#state.instances[i]!;
    if (inst.forthcoming) return 0;
    contributions(rows, o, this.#raw, 0, 1);
    const free = unallocatedMem(rows, o) + memories * (inst.usesMemory ? inst.mem : 0);
    return N1_WEIGHT * (free <= reserved ? instances : -this.#raw[N1]!);
  }
}
