import * as c from '@gnt/constants';
import { hypervisors, isMirrored } from '@gnt/objects';
import { disksOf } from '../../../config/queries.js';
import { volumesByNode } from '../layout.js';
import { beOf } from '../params.js';
import type { Cluster, Instance, Parameters, Snapshot } from '../objects.js';
import { concern, problem, type Finding } from './finding.js';
import type { NodeImage } from './node-image.js';

/** Nodes that could not take over the instances of another node that fails. */
export function* memoryFindings(
  cfg: Snapshot,
  group: string,
  images: Iterable<NodeImage>,
  nameOf: (node: string) => string,
): Generator<Finding> {
  for (const image of images) {
    if (image.offline || cfg.nodes[image.uuid]?.group !== group) continue;
    for (const [primary, instances] of image.secondariesByPrimary) {
      const needed = instances
        .flatMap((uuid) => cfg.instances[uuid] ?? [])
        .map((i) => beOf(cfg.cluster, i))
        .reduce((sum, be) => (be.auto_balance ? sum + be.minmem : sum), 0);
      if (image.memoryFree >= needed) continue;
      const what = `too little memory for the instances that would come here if node ${nameOf(primary)} failed`;
      yield problem(
        c.CV_ENODEN1,
        nameOf(image.uuid),
        `${what} (${needed}MiB needed, ${image.memoryFree}MiB available)`,
      );
    }
  }
}

/** Volumes of the cluster's volume group that belong to nothing; reserved ones (regular expressions) are left out. */
export function* orphanVolumes(
  cfg: Snapshot,
  group: string,
  images: Iterable<NodeImage>,
  nameOf: (node: string) => string,
): Generator<Finding> {
  const vg = cfg.cluster.volume_group_name;
  if (!vg) return;
  const reserved = cfg.cluster.reserved_lvs.map((pattern) => new RegExp(`^(?:${pattern})$`));
  const expected = new Map<string, Set<string>>();
  for (const instance of Object.values(cfg.instances)) {
    for (const [node, volumes] of volumesByNode(disksOf(cfg, instance), instance.primary_node)) {
      expected.set(node, new Set([...(expected.get(node) ?? []), ...volumes]));
    }
  }
  for (const image of images) {
    if (image.offline || image.rpcFailed || image.volumesFailed || cfg.nodes[image.uuid]?.group !== group) continue;
    for (const volume of image.volumes) {
      if (!volume.startsWith(`${vg}/`) || expected.get(image.uuid)?.has(volume) || reserved.some((r) => r.test(volume)))
        continue;
      yield concern(c.CV_ENODEORPHANLV, nameOf(image.uuid), `volume ${volume} is unknown`);
    }
  }
}

const OLD_CPU_TYPES: readonly unknown[] = ['qemu32', 'qemu64', 'kvm32', 'kvm64'];

/** One piece of advice: when it applies to the filled parameters, and what to say. */
type Advice = readonly [applies: (p: Parameters) => boolean, text: (p: Parameters) => string];

const bound = (value: unknown): boolean => value !== '' && value !== '127.0.0.1';
const notParavirtual = (name: string): Advice => [
  (p) => p[name] !== 'paravirtual',
  (p) => `${name} is '${String(p[name])}'; guests are faster with 'paravirtual' (virtio)`,
];

const KVM_ADVICE: readonly Advice[] = [
  [
    (p) => p['cpu_type'] === '',
    () => "cpu_type is not set, so guests get 'qemu64': slow, and without mitigations of the processor's flaws",
  ],
  [
    (p) => OLD_CPU_TYPES.includes(p['cpu_type']),
    (p) => `cpu_type '${String(p['cpu_type'])}' is slow and lacks mitigations of the processor's flaws`,
  ],
  [(p) => p['cpu_type'] === 'host', () => "cpu_type is 'host': live migration needs the same processor on every node"],
  [(p) => p['vhost_net'] !== true, () => 'vhost_net is off; paravirtual NICs are faster with it'],
  [
    (p) => p['migration_bandwidth'] === hypervisors.kvm.params.migration_bandwidth.default,
    (p) =>
      `migration_bandwidth has its default of ${String(p['migration_bandwidth'])} MiB/s, less than most networks carry`,
  ],
  notParavirtual('disk_type'),
  notParavirtual('nic_type'),
  [(p) => bound(p['vnc_bind_address']) && p['vnc_tls'] !== true, () => 'VNC listens without TLS; vnc_tls turns it on'],
  [
    (p) => bound(p['spice_bind']) && p['spice_use_tls'] !== true,
    () => 'SPICE listens without TLS; spice_use_tls turns it on',
  ],
  [
    (p) => p['machine_version'] === '',
    () => 'machine_version is not set, so each node takes the default of its own QEMU release',
  ],
  [
    (p) => p['machine_version'] === 'pc',
    () => "machine_version 'pc' names another machine with each QEMU release; live migration may fail",
  ],
  [(p) => String(p['machine_version']).startsWith('q35'), () => "machine_version 'q35' is not fully supported"],
];

function kvmAdvice(params: Parameters): string[] {
  return KVM_ADVICE.filter(([applies]) => applies(params)).map(([, text]) => text(params));
}

/** Advice on the cluster's hypervisor parameters, by hypervisor; only kvm's have any. */
export function hypervisorAdvice(cluster: Cluster): string[][] {
  return cluster.enabled_hypervisors.map((hv) => (hv === c.HT_KVM ? kvmAdvice(cluster.hvparams[hv] ?? {}) : []));
}

/** Counts at the end of a group's verification, as lines of the job's log. */
export function notices(counts: {
  readonly instances: readonly Instance[];
  readonly cfg: Snapshot;
  readonly nodes: { readonly offline: number; readonly drained: number };
}): string[] {
  const { cfg, instances, nodes } = counts;
  const mirrored = (i: Instance): boolean => disksOf(cfg, i).every((d) => isMirrored(d.dev_type));
  const numbers: [number, string][] = [
    [instances.filter((i) => !mirrored(i)).length, 'non-redundant instance(s)'],
    [instances.filter((i) => !beOf(cfg.cluster, i).auto_balance).length, 'non-auto-balanced instance(s)'],
    [instances.filter((i) => i.admin_state === c.ADMINST_OFFLINE).length, 'offline instance(s)'],
    [nodes.offline, 'offline node(s)'],
    [nodes.drained, 'drained node(s)'],
  ];
  return numbers.filter(([n]) => n > 0).map(([n, what]) => `  - NOTICE: ${n} ${what} found.`);
}
