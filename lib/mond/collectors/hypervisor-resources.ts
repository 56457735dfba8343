import { HT_KVM, HT_XEN_HVM, HT_XEN_PVM, SS_HYPERVISOR_LIST } from '@gnt/constants';
import { MOND_EXTRA_COLLECTORS } from '@gnt/protocol';
import { runningGuests } from '../kvm-guests.js';
import { lines, wholeNumber } from '../parse/columns.js';
import type { Collector, CollectorDependencies } from './interface.js';

const TIMEOUT_MS = 30_000;

/** Reads `xl info`: MiB and numbers of CPUs. */
export function parseXlInfo(text: string): Record<string, number> {
  const values = new Map(lines(text).map((line) => line.split(/\s*:\s*/, 2) as [string, string]));
  const names = {
    memory_total: 'total_memory',
    memory_free: 'free_memory',
    cpu_total: 'nr_cpus',
    cpu_nodes: 'nr_nodes',
  };
  return Object.fromEntries(
    Object.entries(names).map(([name, field]) => [name, wholeNumber(values.get(field)?.trim(), `${field} of xl info`)]),
  );
}

async function kvm(deps: CollectorDependencies): Promise<object> {
  const guests = await runningGuests(deps);
  const sum = (of: (guest: (typeof guests)[number]) => number): number => guests.reduce((total, g) => total + of(g), 0);
  return {
    guests: guests.length,
    vcpus: sum((g) => g.vcpus),
    memory_assigned: sum((g) => g.memory),
    memory_used: Math.round(sum((g) => g.residentBytes) / 1048576),
  };
}

/** What the hypervisors of this node have and give away; memory in MiB. */
export function hypervisorResourcesCollector(deps: CollectorDependencies): Collector {
  const xen = async (): Promise<object> =>
    parseXlInfo((await deps.run.run('xl', ['info'], { timeout: TIMEOUT_MS })).stdout);
  const views: Readonly<Record<string, () => Promise<object>>> = {
    [HT_KVM]: () => kvm(deps),
    [HT_XEN_PVM]: xen,
    [HT_XEN_HVM]: xen,
  };
  return {
    name: 'hypervisor-resources',
    row: MOND_EXTRA_COLLECTORS['hypervisor-resources'],
    async collect() {
      const enabled = lines((await deps.files.readTextIfPresent(deps.paths.ssconf(SS_HYPERVISOR_LIST))) ?? '');
      // Fake, chroot and LXC have no resources but the node's own.
      const known = enabled.flatMap((name) => (views[name] ? [{ name, view: views[name] }] : []));
      return Promise.all(known.map(async ({ name, view }) => ({ name, size_unit: 'MegaByte', ...(await view()) })));
    },
  };
}
