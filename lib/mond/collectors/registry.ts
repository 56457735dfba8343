import type { MondCollectorName } from '@gnt/protocol';
import { cpuLoadCollector } from './cpu-load.js';
import { diskstatsCollector } from './diskstats.js';
import { drbdCollector } from './drbd.js';
import { xenInstancesCollector } from './inst-status-xen.js';
import type { Collector, CollectorDependencies } from './interface.js';
import { lvCollector } from './lv.js';
import { xenCpuLoadCollector } from './xen-cpu-load.js';

const FACTORIES: Readonly<Record<MondCollectorName, (deps: CollectorDependencies) => Collector>> = {
  'cpu-avg-load': cpuLoadCollector,
  'xen-cpu-avg-load': xenCpuLoadCollector,
  diskstats: diskstatsCollector,
  drbd: drbdCollector,
  'inst-status-xen': xenInstancesCollector,
  lv: lvCollector,
};

/** The original's collectors, in the order of its list. */
export function createCollectors(deps: CollectorDependencies): Collector[] {
  return Object.values(FACTORIES).map((make) => make(deps));
}
