import { readCluster, type ClusterData } from '@gnt/htools';
import { seeded } from './random-cluster.js';

const ADMIN_STATES: Readonly<Record<string, string>> = {
  running: 'up',
  ADMIN_down: 'down',
  ADMIN_offline: 'offline',
};

function describeCluster(data: ClusterData): Record<string, unknown> {
  const groups = data.groups.map((g) => [
    g.uuid,
    { name: g.name, alloc_policy: g.allocPolicy, networks: [], tags: [], ipolicy: g.policy },
  ]);
  const nodes = data.nodes.map((n) => [
    n.name,
    {
      total_memory: n.totalMem,
      reserved_memory: n.nodeMem,
      free_memory: n.freeMem,
      total_disk: n.totalDisk,
      free_disk: n.freeDisk,
      total_cpus: n.totalCpus,
      reserved_cpus: n.nodeCpus,
      total_spindles: 0,
      free_spindles: 0,
      tags: n.tags,
      offline: n.offline,
      drained: false,
      vm_capable: true,
      group: data.groups[n.group]?.uuid,
      ndparams: { spindle_count: n.totalSpindles, exclusive_storage: n.exclusiveStorage },
    },
  ]);
  const name = (node: number): string => data.nodes[node]?.name ?? '';
  const instances = data.instances.map(({ instance: i, primary, secondary }) => [
    i.name,
    {
      memory: i.mem,
      vcpus: i.vcpus,
      disk_space_total: i.disk,
      disks: i.diskless ? [] : [{ size: i.disk, mode: 'rw' }],
      tags: i.tags,
      disk_template: i.diskTemplate,
      spindle_use: i.spindleUse,
      nics: [],
      admin_state: ADMIN_STATES[i.status] ?? 'up',
      nodes: secondary < 0 ? [name(primary)] : [name(primary), name(secondary)],
      forthcoming: i.forthcoming,
    },
  ]);
  return {
    version: 2,
    cluster_name: 'cluster.example.com',
    cluster_tags: data.tags,
    enabled_hypervisors: ['kvm'],
    ipolicy: data.policy,
    nodegroups: Object.fromEntries(groups),
    nodes: Object.fromEntries(nodes),
    instances: Object.fromEntries(instances),
  };
}

/** Allocator requests of every type about a cluster in the text format, by name. */
export function randomRequests(text: string, seed: number): Record<string, string> {
  const data = readCluster(text);
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const wanted = (template: string, name: string): Record<string, unknown> => {
    const size = 1024 * (4 + below(80));
    return {
      name,
      memory: 512 * (1 + below(12)),
      vcpus: 1 + below(4),
      disk_space_total: size,
      disks: [{ size, mode: 'rw' }],
      tags: below(3) === 0 ? ['srv:s1'] : [],
      disk_template: template,
      spindle_use: 1,
      nics: [],
      os: 'none',
      hypervisor: 'kvm',
      required_nodes: template === 'drbd' ? 2 : 1,
    };
  };
  const names = data.instances.map((p) => p.instance.name);
  const some = (n: number): string[] => [...new Set(Array.from({ length: n }, () => names[below(names.length)] ?? ''))];
  const chosen = data.instances[below(data.instances.length)];
  if (!chosen) throw new Error('a cluster without instances cannot be asked about');
  const leaving = data.nodes[chosen.secondary < 0 ? chosen.primary : chosen.secondary]?.name;
  const plain = data.instances.find((p) => p.instance.diskTemplate === 'plain') ?? chosen;
  const evacuate = (mode: string): Record<string, unknown> => ({
    type: 'node-evacuate',
    instances: some(4),
    evac_mode: mode,
  });
  const requests: Record<string, Record<string, unknown>> = {
    drbd: { type: 'allocate', ...wanted('drbd', 'new') },
    plain: { type: 'allocate', ...wanted('plain', 'new') },
    group: { type: 'allocate', ...wanted('ext', 'new'), group_name: 'group0' },
    several: {
      type: 'multi-allocate',
      instances: ['drbd', 'ext', 'plain', 'drbd'].map((t, n) => wanted(t, `new${String(n)}`)),
    },
    relocate: {
      type: 'relocate',
      name: chosen.instance.name,
      disk_space_total: 0,
      required_nodes: 1,
      relocate_from: [leaving],
    },
    primaries: evacuate('primary-only'),
    secondaries: evacuate('secondary-only'),
    both: evacuate('all'),
    regroup: { type: 'change-group', instances: some(4), target_groups: [] },
    secondary: { type: 'allocate-secondary', name: plain.instance.name },
  };
  const cluster = describeCluster(data);
  return Object.fromEntries(
    Object.entries(requests).map(([k, request]) => [k, JSON.stringify({ ...cluster, request })]),
  );
}
