import {
  allocationDelta,
  failName,
  fixed,
  shortest,
  type Amounts,
  type FailCounts,
  type PlaceTargets,
  type Size,
  type Totals,
} from '@gnt/htools';

/** Names and values, in the order in which they are shown. */
export type Pairs = readonly (readonly [string, string])[];

const whole = String;
const efficiency = (used: number, total: number): string => fixed(used / total, 8);

/** A cluster's totals for programs; the names start with the phase. */
export function phaseKeys(phase: 'INI' | 'TRL' | 'FIN', t: Totals): Pairs {
  const pairs: Pairs = [
    ['SCORE', fixed(t.score, 8)],
    ['INST_CNT', whole(t.instances)],
    ['MEM_FREE', whole(t.freeMem)],
    ['MEM_AVAIL', whole(t.availableMem)],
    ['MEM_RESVD', whole(t.freeMem - t.availableMem)],
    ['MEM_INST', whole(t.instanceMem)],
    ['MEM_OVERHEAD', whole(t.missingMem + t.nodeMem)],
    ['MEM_EFF', efficiency(t.instanceMem, t.totalMem)],
    ['DSK_FREE', whole(t.freeDisk)],
    ['DSK_AVAIL', whole(t.availableDisk)],
    ['DSK_RESVD', whole(t.freeDisk - t.availableDisk)],
    ['DSK_INST', whole(t.instanceDisk)],
    ['DSK_EFF', efficiency(t.instanceDisk, t.totalDisk)],
    ['SPN_FREE', whole(t.freeSpindles)],
    ['SPN_INST', whole(t.instanceSpindles)],
    ['SPN_EFF', efficiency(t.instanceSpindles, t.totalSpindles)],
    ['CPU_INST', whole(t.instanceCpus)],
    ['CPU_EFF', efficiency(t.instanceCpus, t.virtualCpus)],
    ['MNODE_MEM_AVAIL', whole(t.mostMem)],
    ['MNODE_DSK_AVAIL', whole(t.mostDisk)],
  ];
  return pairs.map(([name, value]) => [`${phase}_${name}`, value]);
}

/** A size by resource. */
export function sizePairs(size: Size, spindles: boolean): Pairs {
  const pairs: Pairs = [
    ['MEM', whole(size.mem)],
    ['DSK', whole(size.disk)],
    ['CPU', whole(size.cpu)],
  ];
  return spindles ? [...pairs, ['SPN', whole(size.spindles)]] : pairs;
}

/** What a cluster has by resource. */
export function clusterPairs(t: Totals, spindles: boolean): Pairs {
  const pairs: Pairs = [
    ['MEM', fixed(t.totalMem, 0)],
    ['DSK', fixed(t.totalDisk, 0)],
    ['CPU', fixed(t.totalCpus, 0)],
    ['VCPU', whole(t.virtualCpus)],
  ];
  return spindles ? [...pairs, ['SPN', fixed(t.totalSpindles, 0)]] : pairs;
}

/** Pairs in one line. */
export function inWords(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name} ${value}`).join(', ');
}

function amountKeys(name: string, a: Amounts): Pairs {
  return [
    [`KM_${name}_CPU`, whole(a.cpus)],
    [`KM_${name}_NPU`, shortest(a.normalisedCpus)],
    [`KM_${name}_MEM`, whole(a.mem)],
    [`KM_${name}_DSK`, whole(a.disk)],
    [`KM_${name}_SPN`, whole(a.spindles)],
  ];
}

/** The key metrics of an allocation. */
export function metricKeys(before: Totals, after: Totals): Pairs {
  const { used, pool, unavailable } = allocationDelta(before, after);
  return [...amountKeys('USED', used), ...amountKeys('POOL', pool), ...amountKeys('UNAV', unavailable)];
}

/** How well each resource is used, a line each. */
export function efficiencyLines(t: Totals, spindles: boolean): string {
  const lines: (readonly [string, number])[] = [
    ['memory', t.instanceMem / t.totalMem],
    ['disk', t.instanceDisk / t.totalDisk],
    ['vcpu', t.instanceCpus / t.virtualCpus],
  ];
  if (spindles) lines.push(['spindles', t.instanceSpindles / t.totalSpindles]);
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines
    .map(([name, share]) => `  - ${name.padStart(width)} usage efficiency: ${fixed(share * 100, 2).padStart(5)}%\n`)
    .join('');
}

/** Faults by how often they occurred, the commonest first. */
export function commonestFirst(faults: FailCounts): FailCounts {
  return [...faults].sort(([, a], [, b]) => b - a);
}

/** Faults and how often they occurred. */
export function faultKeys(faults: FailCounts): Pairs {
  return faults.map(([mode, count]) => [`ALLOC_${failName(mode)}_CNT`, whole(count)]);
}

/** Where instances may be placed, as debug output shows it. */
export function targetsInWords({ nodes, secondaries, nodesEach }: PlaceTargets, base: number): string {
  const list = (all: readonly number[]): string => `[${all.map((n) => n + base).join(',')}]`;
  if (nodesEach === 1) return `Left ${list(nodes)}`;
  return `Right [${nodes.map((p, x) => `(${String(p + base)},${list(secondaries[x]!)})`).join(',')}]`;
}
