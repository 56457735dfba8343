import { DT_DRBD8 } from '@gnt/constants';
import * as C from '../model/columns.js';
import { templateRow } from '../model/disk-template.js';
import type { Instance } from '../model/instance.js';
import { migrationAllowed } from '../model/node.js';
import { policyFault } from '../model/policy.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';

/** What leaves a node that is to be emptied, by the way it leaves; indices of primary instances. */
export interface Leaving {
  /** Fail over to their secondary. */
  readonly mirrored: number[];
  /** Start on another node, as their storage is reached from there. */
  readonly shared: number[];
  /** Are made anew elsewhere, largest memory first. */
  readonly anew: number[];
}

/** Sorts the primaries of a node by how they leave. */
export function leaving(state: State, n: number): Leaving {
  const all = state.primaries(n);
  const template = (i: number): string => state.instances[i]!.diskTemplate;
  const others = all.filter((i) => template(i) !== DT_DRBD8);
  return {
    mirrored: all.filter((i) => template(i) === DT_DRBD8),
    shared: others.filter((i) => templateRow(template(i)).evacuable),
    anew: others
      .filter((i) => !templateRow(template(i)).evacuable)
      .sort((a, b) => state.instances[b]!.mem - state.instances[a]!.mem),
  };
}

const usedMem = (inst: Instance): number => (inst.usesMemory ? inst.mem : 0);

function spindlesFit(state: State, o: number, inst: Instance): boolean {
  if (state.rows[o + C.EXCLUSIVE_STORAGE] === 0) return true;
  return inst.totalSpindles !== undefined && state.rows[o + C.FREE_SPINDLES]! >= 0;
}

/**
 * Memory that failing over all mirrored instances takes from each secondary; undefined when one of them cannot. Only
 * what is impossible counts: room in memory, and disks that are overfull already.
 */
export function failOverAll(state: State, n: number, mirrored: readonly number[]): Map<number, number> | undefined {
  const taken = new Map<number, number>();
  const from = state.row(n);
  for (const i of mirrored) {
    const inst = state.instances[i]!;
    const s = state.secondary[i]!;
    const o = state.row(s);
    if (!migrationAllowed(state.nodes[n]!, state.nodes[s]!)) return undefined;
    const sum = (taken.get(s) ?? 0) + usedMem(inst);
    taken.set(s, sum);
    if (unallocatedMem(state.rows, o) - sum <= 0 || state.rows[o + C.FREE_DISK]! <= 0) return undefined;
    if (!state.nodes[n]!.offline && state.rows[from + C.FREE_DISK]! <= 0) return undefined;
    if (!spindlesFit(state, o, inst) || !spindlesFit(state, from, inst)) return undefined;
  }
  return taken;
}

/**
 * Whether there is so much room that all instances find a place whatever the choices on the way; false when that
 * must be looked at more closely. `free` tells a target's memory.
 */
export function plentyOfRoom(
  state: State,
  n: number,
  targets: readonly number[],
  { shared, anew }: Leaving,
  free: (t: number) => number,
): boolean {
  const reachable = targets.filter((t) => shared.length === 0 || migrationAllowed(state.nodes[n]!, state.nodes[t]!));
  const all = [...shared, ...anew].map((i) => state.instances[i]!);
  const mem = all.reduce((sum, inst) => sum + usedMem(inst), 0);
  if (anew.length === 0) {
    const largest = all.reduce((max, inst) => Math.max(max, usedMem(inst)), 0);
    const room = reachable.reduce((sum, t) => sum + Math.max(0, free(t) - largest), 0);
    if (room > mem) return true;
  }
  return reachable.some((t) => free(t) - mem > 0 && takesAll(state, t, shared, anew));
}

function takesAll(state: State, t: number, shared: readonly number[], anew: readonly number[]): boolean {
  const o = state.row(t);
  const node = state.nodes[t]!;
  let disk = state.rows[o + C.FREE_DISK]!;
  let spindles = state.rows[o + C.FREE_SPINDLES]!;
  // Spindles are counted for instances on shared storage, too.
  for (const i of shared) spindles -= state.instances[i]!.totalSpindles ?? Infinity;
  for (const i of anew) {
    const inst = state.instances[i]!;
    if (policyFault(inst, node.policy, node.exclusiveStorage) !== 0) return false;
    if (!inst.usesLocalStorage) continue;
    disk -= inst.disk;
    spindles -= inst.totalSpindles ?? Infinity;
    if (disk <= 0 || (node.exclusiveStorage && spindles < 0)) return false;
  }
  return true;
}
