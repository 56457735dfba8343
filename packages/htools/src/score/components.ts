import * as C from '../model/columns.js';
import { unallocatedMem } from '../model/row.js';

/** How a component of the score is made of the values of nodes. */
export type Statistic = 'stddev' | 'sum' | 'map';

/** A component: its name and weight, and which nodes it looks at. */
export interface Component {
  readonly name: string;
  readonly weight: number;
  readonly statistic: Statistic;
  readonly nodes: 'online' | 'offline';
}

const component = (
  name: string,
  weight: number,
  statistic: Statistic = 'stddev',
  nodes: 'online' | 'offline' = 'online',
): Component => ({ name, weight, statistic, nodes });

/** The components in the order in which their weighted values are added up (the order decides the last digits). */
export const COMPONENTS: readonly Component[] = [
  component('free_mem_cv', 0.5),
  component('free_disk_cv', 0.5),
  component('n1_cnt', 1, 'sum'),
  component('reserved_mem_cv', 1),
  component('offline_all_cnt', 4, 'sum', 'offline'),
  component('offline_pri_cnt', 16, 'sum', 'offline'),
  component('vcpu_ratio_cv', 0.5),
  component('cpu_load_cv', 1),
  component('mem_load_cv', 1),
  component('disk_load_cv', 1),
  component('net_load_cv', 1),
  component('pri_tags_score', 2, 'sum'),
  component('spindles_cv', 0.5),
  component('free_mem_cv_forth', 0.5),
  component('free_disk_cv_forth', 0.5),
  component('vcpu_ratio_cv_forth', 0.5),
  component('spindles_cv_forth', 0.5),
  component('location_score', 1, 'sum'),
  component('location_exclusion_score', 1, 'map'),
  component('reserved_mem_rtotal', 0.25, 'sum'),
];

/** Number of components. */
export const COMPONENT_COUNT = COMPONENTS.length;
/** Place of the component that is counted over pairs of tags and not over nodes. */
export const LOCATION_EXCLUSION = 18;

/** Share of free disk, or of free spindles where storage is exclusive. */
function freeShare(r: Float64Array, o: number, disk: number, spindles: number): number {
  const exclusive = r[o + C.EXCLUSIVE_STORAGE] !== 0;
  const total = r[o + (exclusive ? C.TOTAL_SPINDLES : C.TOTAL_DISK)]!;
  return total === 0 ? 1 : r[o + (exclusive ? spindles : disk)]! / total;
}

/** Share of free memory of record. */
export function freeMemShare(r: Float64Array, o: number): number {
  return unallocatedMem(r, o) / r[o + C.TOTAL_MEM]!;
}

/** Share of free disk. */
export function freeDiskShare(r: Float64Array, o: number): number {
  return freeShare(r, o, C.FREE_DISK, C.FREE_SPINDLES);
}

/** Writes what a node's row contributes to each component to `out[at]`, `out[at + stride]`... */
export function contributions(r: Float64Array, o: number, out: Float64Array, at: number, stride: number): void {
  const totalMem = r[o + C.TOTAL_MEM]!;
  const cpus = r[o + C.TOTAL_CPUS]!;
  const speed = r[o + C.CPU_SPEED]!;
  const maxSpindles = r[o + C.MAX_SPINDLES]!;
  const reserved = r[o + C.RESERVED_MEM]! / totalMem;
  const primaries = r[o + C.PRIMARIES]!;
  const all = primaries + r[o + C.SECONDARIES]!;
  let p = at;
  out[p] = unallocatedMem(r, o) / totalMem;
  out[(p += stride)] = freeShare(r, o, C.FREE_DISK, C.FREE_SPINDLES);
  out[(p += stride)] = r[o + C.FAILS_N1] === 0 ? 0 : all;
  out[(p += stride)] = reserved;
  out[(p += stride)] = all;
  out[(p += stride)] = primaries;
  out[(p += stride)] = r[o + C.USED_CPUS]! / cpus / speed;
  out[(p += stride)] = r[o + C.LOAD_CPU]!;
  out[(p += stride)] = r[o + C.LOAD_MEM]!;
  out[(p += stride)] = r[o + C.LOAD_DISK]!;
  out[(p += stride)] = r[o + C.LOAD_NET]!;
  out[(p += stride)] = r[o + C.TAG_CONFLICTS]!;
  out[(p += stride)] = r[o + C.USED_SPINDLES]! / maxSpindles;
  out[(p += stride)] = r[o + C.FREE_MEM_ALL]! / totalMem;
  out[(p += stride)] = freeShare(r, o, C.FREE_DISK_ALL, C.FREE_SPINDLES_ALL);
  out[(p += stride)] = r[o + C.USED_CPUS_ALL]! / cpus / speed;
  out[(p += stride)] = r[o + C.USED_SPINDLES_ALL]! / maxSpindles;
  out[(p += stride)] = r[o + C.LOCATION_SCORE]!;
  out[(p += stride)] = 0;
  out[p + stride] = reserved;
}
