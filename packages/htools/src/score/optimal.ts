import * as C from '../model/columns.js';
import { peerSum } from '../model/peers.js';
import type { State } from '../model/state.js';
import { COMPONENTS } from './components.js';

/** The score below which no balancing gets: what reserving memory for failures costs at best. */
export function optimalScore(state: State, nodes: readonly number[]): number {
  if (nodes.length <= 1) return 0;
  let sum = 0;
  let most = -Infinity;
  let reserved = 0;
  for (const n of nodes) {
    const mem = state.rows[state.row(n) + C.TOTAL_MEM]!;
    sum += mem;
    if (mem > most) most = mem;
    reserved += peerSum(state.peers(n));
  }
  const oneLess = sum - most;
  if (!(oneLess > 0)) return 0;
  return COMPONENTS.at(-1)!.weight * (reserved / oneLess - reserved / sum);
}
