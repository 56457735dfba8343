import * as C from '../model/columns.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';

/** Free memory and disk of some nodes together. */
export function freeResources(state: State, nodes: readonly number[]): { readonly mem: number; readonly disk: number } {
  let mem = 0;
  let disk = 0;
  for (const n of nodes) {
    mem += unallocatedMem(state.rows, state.row(n));
    disk += state.rows[state.row(n) + C.FREE_DISK]!;
  }
  return { mem, disk };
}
