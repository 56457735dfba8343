import * as C from '../model/columns.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';

/** What a cluster has, uses and has left. */
export interface Totals {
  freeMem: number;
  freeDisk: number;
  freeSpindles: number;
  availableMem: number;
  availableDisk: number;
  /** Most that one node has available. */
  mostMem: number;
  mostDisk: number;
  instanceMem: number;
  instanceDisk: number;
  instanceSpindles: number;
  instanceCpus: number;
  totalMem: number;
  totalDisk: number;
  totalSpindles: number;
  totalCpus: number;
  virtualCpus: number;
  /** CPUs of instances in terms of physical ones. */
  normalisedCpus: number;
  missingMem: number;
  nodeMem: number;
  instances: number;
  readonly score: number;
}

/** Memory that could be given to instances without touching what is reserved. */
export function availableMem(state: State, n: number): number {
  const o = state.row(n);
  return Math.max(0, unallocatedMem(state.rows, o) - state.rows[o + C.RESERVED_MEM]!);
}

function addNode(sum: Totals, state: State, n: number): void {
  const r = state.rows;
  const o = state.row(n);
  const mem = availableMem(state, n);
  const free = r[o + C.FREE_DISK]!;
  const disk = Math.max(0, free - r[o + C.MIN_FREE_DISK]!);
  sum.freeMem += unallocatedMem(r, o);
  sum.freeDisk += free;
  sum.freeSpindles += r[o + C.FREE_SPINDLES]!;
  sum.availableMem += mem;
  sum.availableDisk += disk;
  sum.mostMem = Math.max(sum.mostMem, mem);
  sum.mostDisk = Math.max(sum.mostDisk, disk);
  sum.instanceMem += r[o + C.INSTANCE_MEM]!;
  sum.instanceDisk += Math.trunc(r[o + C.TOTAL_DISK]!) - free;
  sum.instanceSpindles += r[o + C.TOTAL_SPINDLES]! - r[o + C.FREE_SPINDLES]!;
  sum.instanceCpus += r[o + C.USED_CPUS]!;
  sum.totalMem += r[o + C.TOTAL_MEM]!;
  sum.totalDisk += r[o + C.TOTAL_DISK]!;
  sum.totalSpindles += r[o + C.TOTAL_SPINDLES]!;
  sum.totalCpus += r[o + C.TOTAL_CPUS]!;
  sum.virtualCpus += r[o + C.MAX_VCPUS]!;
  sum.normalisedCpus += r[o + C.USED_CPUS]! / state.nodes[n]!.policy['vcpu-ratio'];
  sum.missingMem += r[o + C.MISSING_MEM]!;
  sum.nodeMem += r[o + C.NODE_MEM]!;
  sum.instances += state.primaries(n).length;
}

/** The totals of some nodes. */
export function clusterTotals(state: State, nodes: readonly number[]): Totals {
  const sum: Totals = {
    freeMem: 0,
    freeDisk: 0,
    freeSpindles: 0,
    availableMem: 0,
    availableDisk: 0,
    mostMem: 0,
    mostDisk: 0,
    instanceMem: 0,
    instanceDisk: 0,
    instanceSpindles: 0,
    instanceCpus: 0,
    totalMem: 0,
    totalDisk: 0,
    totalSpindles: 0,
    totalCpus: 0,
    virtualCpus: 0,
    normalisedCpus: 0,
    missingMem: 0,
    nodeMem: 0,
    instances: 0,
    score: new Score(state, nodes).value,
  };
  for (const n of nodes) addNode(sum, state, n);
  return sum;
}

/** An amount of each resource. */
export interface Amounts {
  readonly cpus: number;
  readonly normalisedCpus: number;
  readonly mem: number;
  readonly disk: number;
  readonly spindles: number;
}

/** What was used before an allocation, what it used, and what stays unavailable. */
export function allocationDelta(
  before: Totals,
  after: Totals,
): { readonly used: Amounts; readonly pool: Amounts; readonly unavailable: Amounts } {
  const used = {
    cpus: before.instanceCpus,
    normalisedCpus: before.normalisedCpus,
    mem: before.instanceMem,
    disk: before.instanceDisk,
    spindles: before.instanceSpindles,
  };
  const pool = {
    cpus: after.instanceCpus - before.instanceCpus,
    normalisedCpus: after.normalisedCpus - before.normalisedCpus,
    mem: after.instanceMem - before.instanceMem,
    disk: after.instanceDisk - before.instanceDisk,
    spindles: after.instanceSpindles - before.instanceSpindles,
  };
  const unavailable = {
    cpus: after.virtualCpus - after.instanceCpus,
    normalisedCpus: after.totalCpus - after.normalisedCpus,
    mem: Math.trunc(after.totalMem) - after.instanceMem,
    disk: Math.trunc(after.totalDisk) - after.instanceDisk,
    spindles: Math.trunc(after.totalSpindles) - after.instanceSpindles,
  };
  return { used, pool, unavailable };
}
