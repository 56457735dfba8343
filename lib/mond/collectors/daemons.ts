import { MOND_EXTRA_COLLECTORS, MOND_STATUS } from '@gnt/protocol';
import { daemonProcesses, type DaemonProcess } from '../daemon-processes.js';
import { mergedStatus, STATUS_OK, type Status } from '../report.js';
import type { Collector, CollectorDependencies } from './interface.js';

function healthOf({ name, expected, pid }: DaemonProcess): Status {
  if (!expected || pid !== null) return STATUS_OK;
  return { code: MOND_STATUS.temporarilyBad, message: `${name} does not run; the watcher starts it` };
}

/** Daemons of this node. */
export function daemonsCollector(deps: CollectorDependencies): Collector {
  return {
    name: 'daemons',
    row: MOND_EXTRA_COLLECTORS.daemons,
    async collect() {
      const found = await daemonProcesses(deps, deps.hostname);
      const rows = found.map(({ name, expected, pid, residentBytes, cpuSeconds, uptime }) => ({
        name,
        expected,
        pid,
        memory: residentBytes === null ? null : Math.round(residentBytes / 1024),
        size_unit: 'KiloByte',
        uptime,
        // Percent of one CPU, over its whole life.
        cpu_usage: cpuSeconds === null || uptime === null || uptime <= 0 ? null : (100 * cpuSeconds) / uptime,
      }));
      return { status: mergedStatus(found.map(healthOf)), daemons: rows };
    },
  };
}
