import * as C from '../model/columns.js';
import type { FailMode } from '../model/fail.js';
import type { Instance } from '../model/instance.js';
import { missedLocations } from '../model/location.js';
import { policyFaults } from '../model/policy-faults.js';
import { primaryFault, putPrimary, putSecondary, secondaryFault, unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { conflictsAdded, tagTaken } from '../model/tag-counts.js';
import { COMPONENT_COUNT, contributions } from '../score/components.js';
import type { Moments } from './moments.js';

/** What an instance does to each node alone: as primary, as secondary, and why it cannot be that. Lists go by node. */
export class PairEffects {
  /** Contributions with the instance there, by component and then by node. */
  readonly asPrimary: Float64Array;
  readonly asSecondary: Float64Array;
  readonly primaryFault: Int8Array;
  /** Why not as secondary when the reserved memory is there, and when it is not. */
  readonly fault: Int8Array;
  readonly #faultN1: Int8Array;
  readonly free: Float64Array;
  readonly reserved: Float64Array;
  readonly failsN1: Uint8Array;
  /** Memory that the instance reserves on its secondary. */
  mem = 0;
  forthcoming = false;
  readonly #state: State;
  readonly #moments: Moments;
  readonly #force: boolean;
  readonly #size: number;
  /** Memory that node s (row) reserves for instances of node p (column). */
  readonly #peers: Float64Array;
  readonly #scratch = new Float64Array(C.ROW);
  #prepared: Instance | undefined;
  #policy: (node: number) => FailMode = () => 0;

  constructor(state: State, moments: Moments, force: boolean) {
    this.#state = state;
    this.#moments = moments;
    this.#force = force;
    const size = state.nodes.length;
    this.#size = size;
    this.#peers = new Float64Array(size * size);
    for (let s = 0; s < size; s += 1) for (const [p, mem] of state.peers(s)) this.#peers[s * size + p] = mem;
    this.asPrimary = new Float64Array(COMPONENT_COUNT * size);
    this.asSecondary = new Float64Array(COMPONENT_COUNT * size);
    this.primaryFault = new Int8Array(size);
    this.fault = new Int8Array(size);
    this.#faultN1 = new Int8Array(size);
    this.free = new Float64Array(size);
    this.reserved = new Float64Array(size);
    this.failsN1 = new Uint8Array(size);
  }

  /** Notes that the instance in hand was placed. */
  placed(inst: Instance, primary: number, secondary: number): void {
    if (inst.reservesMemory) this.#peers[secondary * this.#size + primary]! += inst.mem;
  }

  /** Works out what an instance does to all nodes; for the one before, only to the nodes that changed since. */
  prepare(inst: Instance, all: readonly number[], stale: readonly number[]): void {
    const again = this.#prepared === inst;
    if (!again) this.#policy = policyFaults(this.#state, inst);
    this.#prepared = inst;
    this.forthcoming = inst.forthcoming;
    this.mem = inst.reservesMemory && !inst.forthcoming ? inst.mem : 0;
    for (const n of again ? stale : all) this.#prepareNode(inst, n);
  }

  #prepareNode(inst: Instance, n: number): void {
    const { rows, nodes } = this.#state;
    const o = this.#state.row(n);
    const tags = this.#state.tags(n);
    const force = this.#force;
    this.primaryFault[n] = this.#policy(n) || primaryFault(rows, o, inst, force, !force && tagTaken(tags, inst));
    this.fault[n] = secondaryFault(rows, o, inst, false, false, -Infinity);
    this.failsN1[n] = rows[o + C.FAILS_N1]!;
    this.#faultN1[n] = this.failsN1[n] === 0 ? secondaryFault(rows, o, inst, false, false, Infinity) : this.fault[n];
    this.free[n] = unallocatedMem(rows, o);
    this.reserved[n] = rows[o + C.RESERVED_MEM]!;
    const scratch = this.#scratch;
    scratch.set(rows.subarray(o, o + C.ROW));
    putPrimary(scratch, 0, inst, conflictsAdded(tags, inst), missedLocations(nodes[n]!, inst));
    this.#enter(n, this.asPrimary);
    scratch.set(rows.subarray(o, o + C.ROW));
    putSecondary(scratch, 0, inst, this.reserved[n]);
    this.#enter(n, this.asSecondary);
  }

  /** Keeps what the row in hand contributes; components that do not look at the node stay as they are. */
  #enter(n: number, out: Float64Array): void {
    contributions(this.#scratch, 0, out, n, this.#size);
    const moments = this.#moments;
    for (let at = n, k = 0; k < COMPONENT_COUNT; k += 1, at += this.#size)
      if (!moments.counts(k, n)) out[at] = moments.values[at]!;
  }

  /** Memory that a secondary reserves with the instance on a pair. */
  reservedWith(p: number, s: number): number {
    const mem = this.#peers[s * this.#size + p]! + this.mem;
    return mem > this.reserved[s]! ? mem : this.reserved[s]!;
  }

  /** Why a pair cannot take the instance that was prepared, or 0. */
  pairFault(p: number, s: number): FailMode {
    if (this.primaryFault[p] !== 0) return this.primaryFault[p]!;
    const lacking = this.free[s]! <= this.reservedWith(p, s);
    return lacking ? this.#faultN1[s]! : this.fault[s]!;
  }
}
