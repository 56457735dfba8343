import {
  CPUAVGLOAD_WINDOW_SIZE,
  DATA_COLLECTOR_XEN_CPU_LOAD,
  XENTOP_AVERAGE_THRESHOLD,
  XENTOP_COMMAND,
} from '@gnt/constants';
import { byBytes } from '@gnt/objects';
import { mondCollector } from '@gnt/protocol';
import { lines, words } from '../parse/columns.js';
import type { Collector, CollectorDependencies } from './interface.js';

interface Sample {
  readonly at: number;
  /** Seconds of CPU time so far. */
  readonly cpu: number;
}

const WINDOW_MS = CPUAVGLOAD_WINDOW_SIZE * 1000;
const LEAST_MS = XENTOP_AVERAGE_THRESHOLD * 1000;
const TIMEOUT_MS = 30_000;

/** Seconds of CPU time of each domain but the host's own, from one round of xentop in batch mode. */
export function parseXentop(text: string): Map<string, number> {
  const [header, ...rows] = lines(text).map(words);
  if (header?.[0] !== 'NAME' || header[2] !== 'CPU(sec)')
    throw new Error(`xentop's columns are not as expected: '${header?.join(' ') ?? ''}'`);
  return new Map(
    rows.flatMap(([name = '', , cpu = '']): [string, number][] =>
      name === 'Domain-0' || !/^\d+(\.\d+)?$/.test(cpu) ? [] : [[name, Number(cpu)]],
    ),
  );
}

/**
 * A domain's samples, newest first, with one more. When its counter began anew the older ones are moved so that they
 * join: the time between is left out, for nobody knows what was counted in it.
 */
export function joined(sample: Sample, old: readonly Sample[]): Sample[] {
  const last = old[0];
  if (last === undefined || sample.cpu >= last.cpu) return [sample, ...old];
  const later = sample.at - last.at;
  const less = sample.cpu - last.cpu;
  return [sample, ...old.slice(1).map(({ at, cpu }) => ({ at: at + later, cpu: cpu + less }))];
}

/** CPUs used on average over what the samples cover; undefined while that is too short to tell. */
export function averageCpus(samples: readonly Sample[]): number | undefined {
  const newest = samples[0];
  const oldest = samples.at(-1);
  if (newest === undefined || oldest === undefined || newest.at - oldest.at < LEAST_MS) return undefined;
  return (1000 * (newest.cpu - oldest.cpu)) / (newest.at - oldest.at);
}

/** Average number of CPUs that each Xen domain uses. */
export function xenCpuLoadCollector({ run, clock, log }: CollectorDependencies): Collector {
  const history = new Map<string, Sample[]>();
  return {
    name: DATA_COLLECTOR_XEN_CPU_LOAD,
    row: mondCollector(DATA_COLLECTOR_XEN_CPU_LOAD),
    async update() {
      let seen = new Map<string, number>();
      try {
        seen = parseXentop((await run.run(XENTOP_COMMAND, ['-f', '-b', '-i', '1'], { timeout: TIMEOUT_MS })).stdout);
      } catch (err) {
        // A node without Xen has no domains; the report is empty, as there.
        log.debug({ err }, 'xentop tells nothing');
      }
      const at = clock.now();
      for (const [name, cpu] of seen) history.set(name, joined({ at, cpu }, history.get(name) ?? []));
      for (const [name, samples] of history) {
        const kept = samples.filter((s) => at - s.at <= WINDOW_MS);
        if (kept[0] === undefined || at - kept[0].at >= LEAST_MS) history.delete(name);
        else history.set(name, kept);
      }
    },
    async collect() {
      const names = [...history.keys()].sort(byBytes);
      return Object.fromEntries(
        names.flatMap((name) => {
          const cpus = averageCpus(history.get(name) ?? []);
          return cpus === undefined ? [] : [[name, cpus]];
        }),
      );
    },
  };
}
