import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import { fixed } from './number.js';
import { formatTable } from './table.js';

const HEADER = [
  ...['F', 'Name', 'Pri_node', 'Sec_node', 'Auto_bal', 'vcpu', 'mem', 'dsk', 'lCpu', 'lMem', 'lDsk', 'lNet'],
] as const;

/** Instances as a table. */
export function instanceTable(state: State, instances: readonly number[]): string {
  const rows = instances.map((i) => {
    const inst = state.instances[i]!;
    const secondary = state.secondary[i]!;
    const { cpu, mem, disk, net } = inst.util;
    return [
      inst.running ? 'R' : ' ',
      inst.name,
      state.nodes[state.primary[i]!]!.name,
      secondary === NO_NODE ? '' : state.nodes[secondary]!.name,
      inst.autoBalance ? 'Y' : 'N',
      String(inst.vcpus).padStart(3),
      String(inst.mem).padStart(5),
      String(Math.floor(inst.disk / 1024)).padStart(5),
      ...[cpu, mem, disk, net].map((load) => fixed(load, 3).padStart(5)),
    ];
  });
  return formatTable(
    '',
    HEADER,
    rows,
    HEADER.map((_, c) => c >= 5),
  );
}
