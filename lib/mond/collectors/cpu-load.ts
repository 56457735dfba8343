import { CPUAVGLOAD_BUFFER_SIZE, CPUAVGLOAD_WINDOW_SIZE, DATA_COLLECTOR_C_P_U_LOAD } from '@gnt/constants';
import { mondCollector } from '@gnt/protocol';
import { lines, wholeNumber, words } from '../parse/columns.js';
import type { Collector, CollectorDependencies } from './interface.js';

const STAT_FILE = '/proc/stat';
/** The kernel counts in hundredths of a second for users, whatever its own tick is. */
const TICKS = 100;
/** Columns of work; the fourth one is idleness. */
const IDLE = 3;
const COLUMNS = 10;

/** Ticks of work so far: of all CPUs together, then of each. */
export function parseCpuWork(text: string): number[] {
  const work = lines(text)
    .filter((line) => /^cpu\d*\s/.test(line))
    .map((line) => {
      const cells = words(line).slice(1, COLUMNS + 1);
      return cells.reduce((sum, cell, i) => (i === IDLE ? sum : sum + wholeNumber(cell, line)), 0);
    });
  if (work.length < 2) throw new Error(`${STAT_FILE} names no CPU`);
  return work;
}

interface Sample {
  readonly at: number;
  readonly work: readonly number[];
}

/** Data of a report: how many CPUs, and how busy each and all of them are, 1 being one whole CPU. */
export interface CpuLoad {
  readonly cpu_number: number;
  readonly cpus: number[];
  readonly cpu_total: number;
}

/** The average over what the samples cover, newest first; undefined while that is no time at all. */
export function averageLoad(samples: readonly Sample[]): CpuLoad | undefined {
  const newest = samples[0];
  const oldest = samples.at(-1);
  if (newest === undefined || oldest === undefined) return undefined;
  const ticks = ((newest.at - oldest.at) / 1000) * TICKS;
  if (ticks <= 0) return undefined;
  const [total = 0, ...cpus] = newest.work.map((work, i) => (work - (oldest.work[i] ?? work)) / ticks);
  return { cpu_number: cpus.length, cpus, cpu_total: total };
}

/** Average load of the CPUs over the last ten minutes. */
export function cpuLoadCollector({ files, clock }: CollectorDependencies): Collector {
  let samples: Sample[] = [];
  return {
    name: DATA_COLLECTOR_C_P_U_LOAD,
    row: mondCollector(DATA_COLLECTOR_C_P_U_LOAD),
    async update() {
      const sample = { at: clock.now(), work: parseCpuWork(await files.readText(STAT_FILE)) };
      const fresh = samples.filter(
        (s) => sample.at - s.at <= CPUAVGLOAD_WINDOW_SIZE * 1000 && s.work.length === sample.work.length,
      );
      samples = [sample, ...fresh].slice(0, CPUAVGLOAD_BUFFER_SIZE);
    },
    async collect() {
      return averageLoad(samples) ?? { error: 'The measurements so far cover no time; ask again after the next one.' };
    },
  };
}
