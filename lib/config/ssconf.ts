import {
  HT_CHROOT,
  HT_FAKE,
  HT_KVM,
  HT_LXC,
  HT_XEN_HVM,
  HT_XEN_PVM,
  RELEASE_VERSION,
  SSCONF_FILEPREFIX,
  SS_FILE_PERMS,
} from '@gnt/constants';
import type { SsconfKey } from '@gnt/constants';
import { byBytes, niceSortBy } from '@gnt/objects';
import { join } from 'node:path';
import type { Files } from '../common/files.js';
import type { Differences } from './bump.js';
import { configurationError } from './errors.js';
import type { ConfigSnapshot } from './interface.js';
import { masterOrCandidates, nodeParams } from './queries.js';
import type { ConfigState } from './state.js';

type Node = ConfigSnapshot['nodes'][string];
type Lines = (cfg: ConfigSnapshot) => readonly string[];

/** Largest value of a key, in bytes. */
const MAX_SIZE = 128 * 1024;

/** True and False, as the original's programs read them. */
function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

function paramText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? pythonBool(value) : JSON.stringify(value);
}

function hvparams(hypervisor: string): Lines {
  return (cfg) =>
    Object.entries(cfg.cluster.hvparams[hypervisor] ?? {})
      .sort(([a], [b]) => byBytes(a, b))
      .map(([name, value]) => `${name}=${paramText(value)}`);
}

function byUuid<T extends { readonly uuid: string }>(objects: Readonly<Record<string, T>>): T[] {
  return Object.values(objects).sort((a, b) => byBytes(a.uuid, b.uuid));
}

function nodes(line: (node: Node, cfg: ConfigSnapshot) => string, filter: (node: Node) => boolean = () => true): Lines {
  return (cfg) => niceSortBy(Object.values(cfg.nodes).filter(filter), (n) => n.name).map((node) => line(node, cfg));
}

function candidates(line: (node: Node) => string): Lines {
  return (cfg) =>
    masterOrCandidates(cfg)
      .sort((a, b) => byBytes(a.uuid, b.uuid))
      .map(line);
}

function sshPort(node: Node, cfg: ConfigSnapshot): string {
  return cfg.nodegroups[node.group] ? String(nodeParams(cfg, node).ssh_port) : '';
}

function uidRange([low, high]: readonly [number, number]): string {
  return low === high ? String(low) : `${String(low)}-${String(high)}`;
}

function one(value: (cluster: ConfigSnapshot['cluster']) => string | number | boolean): Lines {
  return ({ cluster }) => [paramText(value(cluster))];
}

/** Where each key's lines come from; keys in the order in which they travel to nodes. */
export const ssconfKeys: Readonly<Record<SsconfKey, Lines>> = {
  cluster_name: one((c) => c.cluster_name),
  cluster_tags: ({ cluster }) => [...cluster.tags].sort(byBytes),
  enabled_user_shutdown: one((c) => c.enabled_user_shutdown),
  file_storage_dir: one((c) => c.file_storage_dir),
  gluster_storage_dir: one((c) => c.gluster_storage_dir),
  hvparams_chroot: hvparams(HT_CHROOT),
  hvparams_fake: hvparams(HT_FAKE),
  hvparams_kvm: hvparams(HT_KVM),
  hvparams_lxc: hvparams(HT_LXC),
  'hvparams_xen-hvm': hvparams(HT_XEN_HVM),
  'hvparams_xen-pvm': hvparams(HT_XEN_PVM),
  hypervisor_list: ({ cluster }) => cluster.enabled_hypervisors,
  instance_list: ({ instances }) =>
    niceSortBy(Object.values(instances), (i) => i.name).flatMap(({ name }) =>
      (name as string | undefined) === undefined ? [] : [name],
    ),
  maintain_node_health: one((c) => c.maintain_node_health),
  master_candidates: candidates((n) => n.name),
  master_candidates_certs: ({ cluster }) =>
    Object.entries(cluster.candidate_certs)
      .sort(([a], [b]) => byBytes(a, b))
      .map(([uuid, digest]) => `${uuid}=${digest}`),
  master_candidates_ips: candidates((n) => n.primary_ip),
  master_ip: one((c) => c.master_ip),
  master_netdev: one((c) => c.master_netdev),
  master_netmask: one((c) => c.master_netmask),
  master_node: (cfg) => [cfg.nodes[cfg.cluster.master_node]?.name ?? 'NO MASTER'],
  networks: ({ networks }) => byUuid(networks).map((n) => `${n.uuid} ${n.name}`),
  node_list: nodes((n) => n.name),
  node_primary_ips: nodes((n) => `${n.name} ${n.primary_ip}`),
  node_secondary_ips: nodes((n) => `${n.name} ${n.secondary_ip}`),
  node_vm_capable: nodes((n) => `${n.name}=${pythonBool(n.vm_capable)}`),
  nodegroups: ({ nodegroups }) => niceSortBy(byUuid(nodegroups), (g) => g.name).map((g) => `${g.uuid} ${g.name}`),
  offline_nodes: nodes(
    (n) => n.name,
    (n) => n.offline,
  ),
  online_nodes: nodes(
    (n) => n.name,
    (n) => !n.offline,
  ),
  primary_ip_family: one((c) => c.primary_ip_family),
  release_version: () => [RELEASE_VERSION],
  shared_file_storage_dir: one((c) => c.shared_file_storage_dir),
  ssh_ports: nodes((n, cfg) => `${n.name}=${sshPort(n, cfg)}`),
  uid_pool: ({ cluster }) => cluster.uid_pool.map(uidRange),
};

/** Lines by key, as `write_ssconf_files` takes them. */
export type SsconfValues = Record<SsconfKey, string[]>;

/** All keys with their lines. */
export function ssconfValues(cfg: ConfigSnapshot): SsconfValues {
  return Object.fromEntries(Object.entries(ssconfKeys).map(([key, lines]) => [key, [...lines(cfg)]])) as SsconfValues;
}

/** Whether a change may need other ssconf files: a quick look, so that most changes cost none. */
export function concernsSsconf(before: ConfigState, after: ConfigState, differences: Differences): boolean {
  const { nodes, nodegroups, networks, instances } = differences;
  if (before.data.cluster !== after.data.cluster) return true;
  if ([nodes, nodegroups, networks].some((d) => d.added.length + d.removed.length + d.changed.length > 0)) return true;
  if (instances.added.length + instances.removed.length > 0) return true;
  return instances.changed.some(
    (uuid) => before.item('instances', uuid)?.['name'] !== after.item('instances', uuid)?.['name'],
  );
}

/** Whether two states need different ssconf files. */
export function sameSsconf(a: SsconfValues, b: SsconfValues): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The content of the file of a key. */
export function ssconfText(value: string | readonly string[]): string {
  const text = typeof value === 'string' ? value : value.join('\n');
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Writes ssconf files into a directory; values may be lines or text, as they come over the wire. */
export async function writeSsconfFiles(
  files: Files,
  directory: string,
  values: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    if (!Object.hasOwn(ssconfKeys, key)) throw configurationError(`Unknown ssconf key '${key}'`);
    const text = ssconfText(value);
    const size = Buffer.byteLength(text);
    if (size > MAX_SIZE)
      throw configurationError(
        `ssconf value '${key}' has ${String(size)} bytes, at most ${String(MAX_SIZE)} are allowed`,
      );
    await files.writeAtomic(join(directory, `${SSCONF_FILEPREFIX}${key}`), text, { mode: SS_FILE_PERMS });
  }
}
