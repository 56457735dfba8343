import * as C from './columns.js';
import type { State } from './state.js';

/** Sets a node's CPU load as measured; `share` divides it among its primaries by their virtual CPUs. */
export function setNodeCpuLoad(state: State, n: number, load: number, share = true): void {
  const o = state.row(n);
  state.rows[o + C.LOAD_CPU] = load;
  if (!share) return;
  const cpus = state.rows[o + C.USED_CPUS]!;
  for (const [i, inst] of state.instances.entries()) {
    if (state.primary[i] === n) inst.util = { ...inst.util, cpu: (load / cpus) * inst.vcpus };
  }
}
