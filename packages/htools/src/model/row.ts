import * as C from './columns.js';
import { FAIL_CPU, FAIL_DISK, FAIL_MEM, FAIL_SPINDLES, FAIL_TAGS, type FailMode } from './fail.js';
import type { Instance } from './instance.js';

// Adding and removing instances on one row `r[o..]`. The original checks in a fixed order and tells the first fault;
// checks and their order are kept. Nothing here allocates.

/** Memory that no instance and no reservation of record uses. */
export function unallocatedMem(r: Float64Array, o: number): number {
  const missing = r[o + C.MISSING_MEM]!;
  return Math.trunc(r[o + C.TOTAL_MEM]!) - r[o + C.NODE_MEM]! - r[o + C.INSTANCE_MEM]! - (missing > 0 ? missing : 0);
}

/** Free spindles after a change; -1 forces a fault where an instance does not say what it needs. */
function freeSpindles(r: Float64Array, o: number, column: number, inst: Instance, sign: 1 | -1): number {
  if (r[o + C.EXCLUSIVE_STORAGE] === 0) return 0;
  if (inst.totalSpindles === undefined) return sign > 0 ? -1 : r[o + column]!;
  return r[o + column]! - sign * inst.totalSpindles;
}

function usedSpindles(r: Float64Array, o: number, column: number, inst: Instance, sign: 1 | -1): number {
  if (r[o + C.EXCLUSIVE_STORAGE] !== 0) return 0;
  return inst.usesLocalStorage ? r[o + column]! + sign * inst.spindleUse : r[o + column]!;
}

function setDiskAll(r: Float64Array, o: number, inst: Instance, sign: 1 | -1): void {
  r[o + C.FREE_SPINDLES_ALL] = freeSpindles(r, o, C.FREE_SPINDLES_ALL, inst, sign);
  r[o + C.USED_SPINDLES_ALL] = usedSpindles(r, o, C.USED_SPINDLES_ALL, inst, sign);
}

/** Takes a primary instance from a row; `tagConflicts` and `location` are what it added to those columns. */
export function removePrimary(
  r: Float64Array,
  o: number,
  inst: Instance,
  tagConflicts: number,
  location: number,
): void {
  const disk = inst.usesLocalStorage ? inst.disk : 0;
  const cpus = inst.offline ? 0 : inst.vcpus;
  if (!inst.forthcoming) {
    r[o + C.PRIMARIES]! -= 1;
    if (inst.usesMemory) r[o + C.INSTANCE_MEM]! -= inst.mem;
    r[o + C.FAILS_N1] = unallocatedMem(r, o) <= r[o + C.RESERVED_MEM]! ? 1 : 0;
    r[o + C.FREE_DISK]! += disk;
    r[o + C.FREE_SPINDLES] = freeSpindles(r, o, C.FREE_SPINDLES, inst, -1);
    r[o + C.USED_SPINDLES] = usedSpindles(r, o, C.USED_SPINDLES, inst, -1);
    r[o + C.USED_CPUS]! -= cpus;
    r[o + C.LOAD_CPU]! -= inst.util.cpu;
    r[o + C.LOAD_MEM]! -= inst.util.mem;
    r[o + C.LOAD_DISK]! -= inst.util.disk;
    r[o + C.LOAD_NET]! -= inst.util.net;
    r[o + C.LOCATION_SCORE]! -= location;
  }
  r[o + C.TAG_CONFLICTS]! -= tagConflicts;
  r[o + C.FREE_MEM_ALL]! += inst.mem;
  r[o + C.FREE_DISK_ALL]! += disk;
  setDiskAll(r, o, inst, -1);
  r[o + C.USED_CPUS_ALL]! -= cpus;
}

function primaryFaultAll(r: Float64Array, o: number, inst: Instance): FailMode {
  if (r[o + C.FREE_MEM_ALL]! - inst.mem <= 0) return FAIL_MEM;
  if (inst.usesLocalStorage) {
    const free = r[o + C.FREE_DISK_ALL]! - inst.disk;
    if (free <= 0 || free < r[o + C.MIN_FREE_DISK]!) return FAIL_DISK;
    if (r[o + C.EXCLUSIVE_STORAGE] !== 0 && freeSpindles(r, o, C.FREE_SPINDLES_ALL, inst, 1) < 0) return FAIL_SPINDLES;
    if (usedSpindles(r, o, C.USED_SPINDLES_ALL, inst, 1) > r[o + C.MAX_SPINDLES]!) return FAIL_DISK;
  }
  const cpus = r[o + C.USED_CPUS_ALL]! + (inst.offline ? 0 : inst.vcpus);
  const ratio = r[o + C.MAX_CPU_RATIO]!;
  return ratio >= 0 && ratio < cpus / r[o + C.TOTAL_CPUS]! ? FAIL_CPU : 0;
}

/** Why an instance may not become primary on a row, or 0; `force` leaves only what is impossible. */
export function primaryFault(r: Float64Array, o: number, inst: Instance, force: boolean, tagTaken: boolean): FailMode {
  if (inst.forthcoming) return force ? 0 : primaryFaultAll(r, o, inst);
  const free = unallocatedMem(r, o) - (inst.usesMemory ? inst.mem : 0);
  if (free <= 0) return FAIL_MEM;
  const local = inst.usesLocalStorage;
  if (local) {
    const disk = r[o + C.FREE_DISK]! - inst.disk;
    if (disk <= 0) return FAIL_DISK;
    if (!force && disk < r[o + C.MIN_FREE_DISK]!) return FAIL_DISK;
    if (r[o + C.EXCLUSIVE_STORAGE] !== 0 && freeSpindles(r, o, C.FREE_SPINDLES, inst, 1) < 0) return FAIL_SPINDLES;
    if (!force && usedSpindles(r, o, C.USED_SPINDLES, inst, 1) > r[o + C.MAX_SPINDLES]!) return FAIL_DISK;
  }
  if (force) return 0;
  if (free <= r[o + C.RESERVED_MEM]! && r[o + C.FAILS_N1] === 0) return FAIL_MEM;
  const ratio = r[o + C.MAX_CPU_RATIO]!;
  const cpus = r[o + C.USED_CPUS]! + (inst.offline ? 0 : inst.vcpus);
  if (ratio >= 0 && ratio < cpus / r[o + C.TOTAL_CPUS]!) return FAIL_CPU;
  if (tagTaken) return FAIL_TAGS;
  return primaryFaultAll(r, o, inst);
}

/** Puts a primary instance on a row without asking; `tagConflicts` and `location` are added to those columns. */
export function putPrimary(r: Float64Array, o: number, inst: Instance, tagConflicts: number, location: number): void {
  const disk = inst.usesLocalStorage ? inst.disk : 0;
  const cpus = inst.offline ? 0 : inst.vcpus;
  if (!inst.forthcoming) {
    r[o + C.PRIMARIES]! += 1;
    if (inst.usesMemory) r[o + C.INSTANCE_MEM]! += inst.mem;
    r[o + C.FAILS_N1] = unallocatedMem(r, o) <= r[o + C.RESERVED_MEM]! ? 1 : 0;
    r[o + C.FREE_DISK]! -= disk;
    r[o + C.FREE_SPINDLES] = freeSpindles(r, o, C.FREE_SPINDLES, inst, 1);
    r[o + C.USED_SPINDLES] = usedSpindles(r, o, C.USED_SPINDLES, inst, 1);
    r[o + C.USED_CPUS]! += cpus;
    r[o + C.LOAD_CPU]! += inst.util.cpu;
    r[o + C.LOAD_MEM]! += inst.util.mem;
    r[o + C.LOAD_DISK]! += inst.util.disk;
    r[o + C.LOAD_NET]! += inst.util.net;
    r[o + C.LOCATION_SCORE]! += location;
  }
  r[o + C.TAG_CONFLICTS]! += tagConflicts;
  r[o + C.FREE_MEM_ALL]! -= inst.mem;
  r[o + C.FREE_DISK_ALL]! -= disk;
  setDiskAll(r, o, inst, 1);
  r[o + C.USED_CPUS_ALL]! += cpus;
}

/** Takes a secondary from a row; `reserved` is what stays reserved (peers.ts). */
export function removeSecondary(r: Float64Array, o: number, inst: Instance, reserved: number): void {
  const disk = inst.usesLocalStorage ? inst.disk : 0;
  if (!inst.forthcoming) {
    r[o + C.SECONDARIES]! -= 1;
    r[o + C.RESERVED_MEM] = reserved;
    r[o + C.FAILS_N1] = unallocatedMem(r, o) <= reserved ? 1 : 0;
    r[o + C.FREE_DISK]! += disk;
    r[o + C.FREE_SPINDLES] = freeSpindles(r, o, C.FREE_SPINDLES, inst, -1);
    r[o + C.USED_SPINDLES] = usedSpindles(r, o, C.USED_SPINDLES, inst, -1);
    r[o + C.LOAD_DISK]! -= inst.util.disk;
  }
  r[o + C.FREE_DISK_ALL]! += disk;
  setDiskAll(r, o, inst, -1);
}

function secondaryFaultAll(r: Float64Array, o: number, inst: Instance): FailMode {
  if (!inst.hasSecondary) return FAIL_DISK;
  const free = r[o + C.FREE_DISK_ALL]! - inst.disk;
  if (free <= 0 || free < r[o + C.MIN_FREE_DISK]!) return FAIL_DISK;
  if (r[o + C.EXCLUSIVE_STORAGE] !== 0 && freeSpindles(r, o, C.FREE_SPINDLES_ALL, inst, 1) < 0) return FAIL_SPINDLES;
  if (usedSpindles(r, o, C.USED_SPINDLES_ALL, inst, 1) > r[o + C.MAX_SPINDLES]!) return FAIL_DISK;
  return (inst.reservesMemory ? inst.mem : 0) >= r[o + C.FREE_MEM_ALL]! ? FAIL_MEM : 0;
}

/** Why an instance may not become secondary on a row, or 0; `reserved` is the reserved memory that would follow. */
export function secondaryFault(
  r: Float64Array,
  o: number,
  inst: Instance,
  force: boolean,
  ignoreDisks: boolean,
  reserved: number,
): FailMode {
  if (inst.forthcoming) return force ? 0 : secondaryFaultAll(r, o, inst);
  if (!inst.hasSecondary) return FAIL_DISK;
  const disk = r[o + C.FREE_DISK]! - inst.disk;
  if (!ignoreDisks && disk <= 0) return FAIL_DISK;
  if (!force && disk < r[o + C.MIN_FREE_DISK]!) return FAIL_DISK;
  if (r[o + C.EXCLUSIVE_STORAGE] !== 0 && freeSpindles(r, o, C.FREE_SPINDLES, inst, 1) < 0) return FAIL_SPINDLES;
  if (force) return 0;
  if (usedSpindles(r, o, C.USED_SPINDLES, inst, 1) > r[o + C.MAX_SPINDLES]!) return FAIL_DISK;
  const free = unallocatedMem(r, o);
  if ((inst.reservesMemory ? inst.mem : 0) >= free) return FAIL_MEM;
  if (free <= reserved && r[o + C.FAILS_N1] === 0) return FAIL_MEM;
  return secondaryFaultAll(r, o, inst);
}

/** Puts a secondary on a row without asking. */
export function putSecondary(r: Float64Array, o: number, inst: Instance, reserved: number): void {
  if (!inst.forthcoming) {
    r[o + C.SECONDARIES]! += 1;
    r[o + C.FREE_DISK]! -= inst.disk;
    r[o + C.RESERVED_MEM] = reserved;
    r[o + C.FAILS_N1] = unallocatedMem(r, o) <= reserved ? 1 : 0;
    r[o + C.FREE_SPINDLES] = freeSpindles(r, o, C.FREE_SPINDLES, inst, 1);
    r[o + C.USED_SPINDLES] = usedSpindles(r, o, C.USED_SPINDLES, inst, 1);
    r[o + C.LOAD_DISK]! += inst.util.disk;
  }
  r[o + C.FREE_DISK_ALL]! -= inst.disk;
  setDiskAll(r, o, inst, 1);
}
