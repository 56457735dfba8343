import * as C from './columns.js';
import { FAIL_CPU, FAIL_DISK, type FailMode } from './fail.js';
import type { State } from './state.js';

/** Online nodes that could not take over what they reserve for, and the instances on them. */
export function badItems(
  state: State,
  nodes: readonly number[],
): { readonly nodes: number[]; readonly instances: number[] } {
  const bad = nodes.filter((n) => !state.nodes[n]!.offline && state.rows[state.row(n) + C.FAILS_N1] !== 0);
  const instances = new Set(bad.flatMap((n) => [...state.secondaries(n), ...state.primaries(n)]));
  return { nodes: bad, instances: [...instances].sort((a, b) => a - b) };
}

/** How a node violates its policy, or 0. */
export function policyHealth(state: State, n: number): FailMode {
  const o = state.row(n);
  const r = state.rows;
  if (r[o + C.USED_SPINDLES]! > r[o + C.MAX_SPINDLES]!) return FAIL_DISK;
  return r[o + C.USED_CPUS]! / r[o + C.TOTAL_CPUS]! > r[o + C.MAX_CPU_RATIO]! ? FAIL_CPU : 0;
}

/** How many primaries of a node conflict with others by their tags. */
export function tagConflicts(state: State, n: number): number {
  return state.rows[state.row(n) + C.TAG_CONFLICTS]!;
}
