import type { MondCollectorName, MondExtraCollectorName } from '@gnt/protocol';
import { cpuLoadCollector } from './cpu-load.js';
import { daemonsCollector } from './daemons.js';
import { diskstatsCollector } from './diskstats.js';
import { drbdCollector } from './drbd.js';
import { hypervisorResourcesCollector } from './hypervisor-resources.js';
import { kvmInstancesCollector } from './inst-status-kvm.js';
import { xenInstancesCollector } from './inst-status-xen.js';
import type { Collector, CollectorDependencies } from './interface.js';
import { lvCollector } from './lv.js';
import { nodeResourcesCollector } from './node-os-resources.js';
import { xenCpuLoadCollector } from './xen-cpu-load.js';

const FACTORIES: Readonly<Record<MondCollectorName, (deps: CollectorDependencies) => Collector>> = {
  'cpu-avg-load': cpuLoadCollector,
  'xen-cpu-avg-load': xenCpuLoadCollector,
  diskstats: diskstatsCollector,
  drbd: drbdCollector,
  'inst-status-xen': xenInstancesCollector,
  lv: lvCollector,
};

const EXTRAS: Readonly<Record<MondExtraCollectorName, (deps: CollectorDependencies) => Collector>> = {
  'inst-status-kvm': kvmInstancesCollector,
  'node-os-resources': nodeResourcesCollector,
  daemons: daemonsCollector,
  'hypervisor-resources': hypervisorResourcesCollector,
};

/** The original's collectors, in the order of its list, then those of ours that are named. */
export function createCollectors(
  deps: CollectorDependencies,
  extras: readonly MondExtraCollectorName[] = [],
): Collector[] {
  return [...Object.values(FACTORIES), ...extras.map((name) => EXTRAS[name])].map((make) => make(deps));
}
