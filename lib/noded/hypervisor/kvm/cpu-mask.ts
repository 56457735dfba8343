import { HypervisorError } from '../errors.js';

/** CPUs a virtual CPU may run on; "all" leaves it free. */
export type CpuSet = 'all' | readonly number[];

/** The sets of a cpu_mask ("0-2,4:all:1,3"): one for the whole guest or one for each virtual CPU. */
export function parseCpuMask(mask: string): CpuSet[] {
  return mask.split(':').map((part) => (part === 'all' ? 'all' : parseSet(part, mask)));
}

function parseSet(text: string, mask: string): number[] {
  const cpus = new Set<number>();
  for (const range of text.split(',')) {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    const from = Number(low);
    const to = Number(high ?? low);
    if (low === undefined || to < from)
      throw new HypervisorError(`Invalid CPU mask '${mask}': '${range}' is not a CPU or a range`);
    for (let cpu = from; cpu <= to; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** Pinning as pairs of process or thread and CPUs. Throws when the mask does not fit the number of virtual CPUs. */
export function pinning(
  mask: string,
  pid: number,
  threads: ReadonlyMap<number, number>,
): [task: number, cpus: readonly number[]][] {
  const sets = parseCpuMask(mask);
  const [first] = sets;
  if (sets.length === 1 && first !== undefined) return first === 'all' ? [] : [[pid, first]];
  if (sets.length !== threads.size) {
    throw new HypervisorError(
      `CPU mask '${mask}' is for ${String(sets.length)} CPUs, the instance has ${String(threads.size)}`,
    );
  }
  return sets.flatMap((set, index) => {
    const thread = threads.get(index);
    return set === 'all' || thread === undefined ? [] : [[thread, set] as [number, readonly number[]]];
  });
}
