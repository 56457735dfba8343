import { moveOpcodes } from '../evacuate/opcodes.js';
import type { Evacuation } from '../evacuate/solution.js';
import type { Cluster } from '../model/load.js';
import type { Answer } from './answer.js';

/** Puts an evacuation into the words of an answer. */
export function evacuationAnswer({ data, state }: Cluster, { moved, failed, jobs }: Evacuation): Answer {
  const name = (i: number): string => state.instances[i]!.name;
  const info = `${String(failed.length)} instances failed to move and ${String(moved.length)} were moved successfully`;
  const result = [
    moved.map((m) => [name(m.instance), data.groups[m.group]!.name, m.nodes.map((n) => data.nodes[n]!.name)]),
    failed.map((f) => [name(f.instance), f.reason]),
    jobs.map((job) => job.moves.flatMap((move) => moveOpcodes(state, job.instance, move))),
  ];
  return { info, result };
}
