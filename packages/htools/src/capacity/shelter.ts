import * as C from '../model/columns.js';
import type { Instance } from '../model/instance.js';
import { migrationAllowed } from '../model/node.js';
import { policyFaults } from '../model/policy-faults.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import type { Refugees } from './refugees.js';

/** More that may be taken from the nodes before: what an instance that is placed meanwhile needs. */
export interface Handicap {
  readonly mem: number;
  readonly disk: number;
}

/** Nothing more is taken. */
export const NO_HANDICAP: Handicap = { mem: 0, disk: 0 };

/** A disk that goes and comes back needs what it had. */
function spindlesFit(state: State, o: number, inst: Instance): boolean {
  if (state.rows[o + C.EXCLUSIVE_STORAGE] === 0) return true;
  return inst.totalSpindles !== undefined && state.rows[o + C.FREE_SPINDLES]! >= 0;
}

const usedMem = (inst: Instance): number => (inst.usesMemory ? inst.mem : 0);
const usedDisk = (inst: Instance): number => (inst.usesLocalStorage ? inst.disk : 0);

/**
 * Judges without playing it through whether a node can be evacuated: 'yes' and 'no' are certain, 'unknown' is not.
 * Instances that may go to several nodes go where the score is best, which is not known here; so 'yes' means that
 * wherever those before went, there is a node left: filling all nodes would take more than they have.
 */
export class Shelter {
  readonly #state: State;
  /** Memory that is free on each node of the judgement in hand. */
  readonly #free: Float64Array;

  constructor(state: State) {
    this.#state = state;
    this.#free = new Float64Array(state.nodes.length);
  }

  /** Judges one node among those its group has. */
  judge(node: number, groupNodes: readonly number[], who: Refugees, handicap = NO_HANDICAP): 'yes' | 'no' | 'unknown' {
    // An instance that is about to change its nodes counts for the old ones.
    if (!this.#isHome(who.failover, node) || !this.#isHome(who.shared, node)) return 'unknown';
    const others = who.shared.length + who.recreated.length;
    const { rows } = this.#state;
    const free = this.#free;
    if (others > 0) for (const n of groupNodes) free[n] = unallocatedMem(rows, this.#state.row(n));
    if (!this.failOver(node, who.failover)) return 'no';
    if (others === 0 || this.#hasPlenty(node, groupNodes, who, handicap)) return 'yes';
    return this.#sheltered(node, groupNodes, who, handicap);
  }

  #isHome(instances: readonly number[], node: number): boolean {
    for (const i of instances) if (this.#state.primary[i] !== node) return false;
    return true;
  }

  /**
   * Whether DRBD primaries of a node can fail over, by which memory is used up. Only what is impossible counts: room in
   * memory, and disks and spindles that are overfull already.
   */
  failOver(node: number, instances: readonly number[]): boolean {
    const state = this.#state;
    const { rows } = state;
    const free = this.#free;
    for (const i of instances) {
      const s = state.secondary[i]!;
      if (s < 0) return false;
      free[s] = unallocatedMem(rows, state.row(s));
    }
    const o = state.row(node);
    const full = !state.nodes[node]!.offline && rows[o + C.FREE_DISK]! <= 0;
    for (const i of instances) {
      const inst = state.instances[i]!;
      const s = state.secondary[i]!;
      const so = state.row(s);
      if (!migrationAllowed(state.nodes[node]!, state.nodes[s]!)) return false;
      free[s]! -= usedMem(inst);
      if (full || free[s]! <= 0 || rows[so + C.FREE_DISK]! <= 0) return false;
      if (!spindlesFit(state, so, inst) || !spindlesFit(state, o, inst)) return false;
    }
    return true;
  }

  /** Whether the sums alone show room: on the nodes together, or on one for all. */
  #hasPlenty(node: number, groupNodes: readonly number[], { shared, recreated }: Refugees, more: Handicap): boolean {
    const state = this.#state;
    let mem = more.mem;
    let largest = 0;
    for (const list of [shared, recreated])
      for (const i of list) {
        const own = usedMem(state.instances[i]!);
        mem += own;
        if (own > largest) largest = own;
      }
    let room = 0;
    for (const n of groupNodes) {
      if (n === node) continue;
      const left = this.#free[n]!;
      if (left <= largest) continue;
      if (shared.length > 0 && !migrationAllowed(state.nodes[node]!, state.nodes[n]!)) continue;
      room += left - largest;
      if (recreated.length === 0 && room > mem) return true;
      if (left > mem && this.#takesAll(n, shared, recreated, more.disk)) return true;
    }
    return false;
  }

  #takesAll(n: number, shared: readonly number[], recreated: readonly number[], diskBefore: number): boolean {
    const state = this.#state;
    const o = state.row(n);
    if (recreated.length === 0) return true;
    // Spindles may go to the instance that is placed meanwhile.
    if (state.rows[o + C.EXCLUSIVE_STORAGE] !== 0) return false;
    let disk = state.rows[o + C.FREE_DISK]! - diskBefore;
    for (const i of recreated) {
      const inst = state.instances[i]!;
      if (policyFaults(state, inst)(n) !== 0) return false;
      disk -= usedDisk(inst);
      if (inst.usesLocalStorage && disk <= 0) return false;
    }
    return true;
  }

  /** Follows the refugees one by one, each with all the ways that those before it may have gone. */
  #sheltered(
    node: number,
    groupNodes: readonly number[],
    { shared, recreated }: Refugees,
    handicap: Handicap,
  ): 'yes' | 'no' | 'unknown' {
    let { mem, disk } = handicap;
    let certain = true;
    for (const list of [shared, recreated])
      for (const i of list) {
        const inst = this.#state.instances[i]!;
        const room = this.#room(node, groupNodes, inst, list === recreated, mem, disk);
        if (room === undefined) return 'no';
        // Blocking every node by memory takes all memory before it, blocking by disk all disk; two budgets, two parts.
        if (room <= (disk > 0 && inst.usesLocalStorage ? 2 : 1)) certain = false;
        mem += usedMem(inst);
        disk += usedDisk(inst);
      }
    return certain ? 'yes' : 'unknown';
  }

  /** Room for an instance in parts of what was given away before; undefined when no node would take it even empty. */
  #room(
    node: number,
    groupNodes: readonly number[],
    inst: Instance,
    anew: boolean,
    mem: number,
    disk: number,
  ): number | undefined {
    const state = this.#state;
    const need = usedMem(inst);
    const policy = anew ? policyFaults(state, inst) : undefined;
    let room: number | undefined;
    for (const n of groupNodes) {
      if (n === node) continue;
      const o = state.row(n);
      const exclusive = inst.usesLocalStorage && state.rows[o + C.EXCLUSIVE_STORAGE] !== 0;
      if (policy ? policy(n) !== 0 : !migrationAllowed(state.nodes[node]!, state.nodes[n]!)) continue;
      const memSlack = this.#free[n]! - need;
      const diskSlack = inst.usesLocalStorage ? state.rows[o + C.FREE_DISK]! - inst.disk : Infinity;
      if (memSlack <= 0 || diskSlack <= 0) continue;
      room ??= 0;
      // Spindles are a third budget that this does not follow: such nodes are possible but promise nothing.
      if (exclusive) continue;
      const byMem = mem > 0 ? memSlack / mem : Infinity;
      const byDisk = disk > 0 ? diskSlack / disk : Infinity;
      room += Math.min(byMem, byDisk);
    }
    return room;
  }
}
