import * as C from '../model/columns.js';
import type { Instance } from '../model/instance.js';
import { migrationAllowed } from '../model/node.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { policyFaults } from '../alloc/policy-faults.js';
import type { Refugees } from './evacuable.js';

/** More that may be taken from the nodes before: what an instance that is placed meanwhile needs. */
export interface Handicap {
  readonly mem: number;
  readonly disk: number;
}

const NO_HANDICAP: Handicap = { mem: 0, disk: 0 };

/** Whether DRBD primaries of a node can fail over, given the memory `freeMem` of each node, which it uses up. */
function failoversFit(state: State, node: number, instances: readonly number[], freeMem: Float64Array): boolean {
  const { rows } = state;
  const o = state.row(node);
  for (const i of instances) {
    const inst = state.instances[i]!;
    const secondary = state.secondary[i]!;
    if (secondary < 0) return false;
    const so = state.row(secondary);
    if (!migrationAllowed(state.nodes[node]!, state.nodes[secondary]!)) return false;
    if (inst.usesMemory) freeMem[secondary]! -= inst.mem;
    if (freeMem[secondary]! <= 0 || rows[so + C.FREE_DISK]! <= 0) return false;
    if (!spindlesFit(state, so, inst) || !spindlesFit(state, o, inst)) return false;
    if (!state.nodes[node]!.offline && rows[o + C.FREE_DISK]! <= 0) return false;
  }
  return true;
}

/** A disk that goes and comes back needs what it had. */
function spindlesFit(state: State, o: number, inst: Instance): boolean {
  if (state.rows[o + C.EXCLUSIVE_STORAGE] === 0) return true;
  return inst.totalSpindles !== undefined && state.rows[o + C.FREE_SPINDLES]! >= 0;
}

/**
 * Judges without playing it through whether a node can be evacuated: 'yes' and 'no' are certain, 'unknown' is not.
 * Instances that may go to several nodes go where the score is best, which is not known here; so 'yes' means that
 * wherever those before went, there is a node left: filling all nodes would take more than they have.
 */
export class Shelter {
  readonly #state: State;
  readonly #free: Float64Array;

  constructor(state: State) {
    this.#state = state;
    this.#free = new Float64Array(state.nodes.length);
  }

  /** Judges one node among those its group has. */
  judge(node: number, groupNodes: readonly number[], who: Refugees, handicap = NO_HANDICAP): 'yes' | 'no' | 'unknown' {
    const state = this.#state;
    // An instance that is about to change its nodes counts for the old ones.
    const strays = [...who.failover, ...who.shared].some((i) => state.primary[i] !== node);
    if (strays) return 'unknown';
    const free = this.#free;
    for (const n of groupNodes) free[n] = unallocatedMem(state.rows, state.row(n));
    for (const i of who.failover) {
      const s = state.secondary[i]!;
      if (s >= 0) free[s] = unallocatedMem(state.rows, state.row(s));
    }
    if (!failoversFit(state, node, who.failover, free)) return 'no';
    let mem = handicap.mem;
    let disk = handicap.disk;
    let certain = true;
    for (const [i, anew] of [
      ...who.shared.map((k) => [k, false] as const),
      ...who.recreated.map((k) => [k, true] as const),
    ]) {
      const inst = state.instances[i]!;
      const room = this.#room(node, groupNodes, i, anew, mem, disk);
      if (room === undefined) return 'no';
      // Blocking every node by memory takes all memory before it, blocking by disk all disk; two budgets, two parts.
      if (room <= (disk > 0 && inst.usesLocalStorage ? 2 : 1)) certain = false;
      if (inst.usesMemory) mem += inst.mem;
      if (inst.usesLocalStorage) disk += inst.disk;
    }
    return certain ? 'yes' : 'unknown';
  }

  /** Room for an instance in parts of what was given away before; undefined when no node would take it even empty. */
  #room(
    node: number,
    groupNodes: readonly number[],
    i: number,
    anew: boolean,
    mem: number,
    disk: number,
  ): number | undefined {
    const state = this.#state;
    const inst = state.instances[i]!;
    const need = inst.usesMemory ? inst.mem : 0;
    const policy = anew ? policyFaults(state, i) : undefined;
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
