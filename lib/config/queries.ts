import {
  NR_DRAINED,
  NR_MASTER,
  NR_MCANDIDATE,
  NR_OFFLINE,
  NR_REGULAR,
  type DiskTemplate,
  type NodeRole,
} from '@gnt/constants';
import { fillBeParams, fillDiskParams, fillHvParams, fillNDParams, fillNicParams } from '@gnt/objects';
import type { FilledBeParams, FilledNDParams, FilledNicParams, MasterNetworkParameters } from '@gnt/objects';
import { configurationError } from './errors.js';
import type { ConfigSnapshot } from './interface.js';
import { drbdId } from './usage.js';

type Node = ConfigSnapshot['nodes'][string];
type Group = ConfigSnapshot['nodegroups'][string];
type Instance = ConfigSnapshot['instances'][string];
type Disk = ConfigSnapshot['disks'][string];

interface Named {
  readonly name: string;
}

/** The one object a short or full name means, whatever its case; undefined for none and for several. */
export function expandName<T extends Named>(objects: Iterable<T>, given: string): T | undefined {
  const key = given.toLowerCase();
  const similar: T[] = [];
  const same: T[] = [];
  for (const object of objects) {
    if (object.name === given) return object;
    const name = object.name.toLowerCase();
    if (name === key) same.push(object);
    if (name === key || name.startsWith(`${key}.`)) similar.push(object);
  }
  if (same.length === 1) return same[0];
  return similar.length === 1 ? similar[0] : undefined;
}

/** The node of a uuid, name or short name. */
export function findNode(cfg: ConfigSnapshot, given: string): Node | undefined {
  return cfg.nodes[given] ?? expandName(Object.values(cfg.nodes), given);
}
/** The instance of a uuid, name or short name. */
export function findInstance(cfg: ConfigSnapshot, given: string): Instance | undefined {
  return cfg.instances[given] ?? expandName(Object.values(cfg.instances), given);
}
/** The group of a uuid or full name. */
export function findGroup(cfg: ConfigSnapshot, given: string): Group | undefined {
  return cfg.nodegroups[given] ?? Object.values(cfg.nodegroups).find((g) => g.name === given);
}
/** The network of a uuid or full name. */
export function findNetwork(cfg: ConfigSnapshot, given: string): ConfigSnapshot['networks'][string] | undefined {
  return cfg.networks[given] ?? Object.values(cfg.networks).find((n) => n.name === given);
}

function known<T>(value: T | undefined, what: string, uuid: string): T {
  if (value === undefined) throw configurationError(`Unknown ${what} '${uuid}'`);
  return value;
}

/** The master node. */
export function masterNode(cfg: ConfigSnapshot): Node {
  return known(cfg.nodes[cfg.cluster.master_node], 'node', cfg.cluster.master_node);
}
/** The group of a node. */
export function groupOf(cfg: ConfigSnapshot, node: Node): Group {
  return known(cfg.nodegroups[node.group], 'node group', node.group);
}
/** The nodes of a group, in the order of the configuration. */
export function nodesOfGroup(cfg: ConfigSnapshot, group: string): Node[] {
  return Object.values(cfg.nodes).filter((n) => n.group === group);
}
/** What a node is; the first that fits of master, candidate, drained, offline, regular. */
export function nodeRole(cfg: ConfigSnapshot, node: Node): NodeRole {
  if (node.uuid === cfg.cluster.master_node) return NR_MASTER;
  if (node.master_candidate) return NR_MCANDIDATE;
  if (node.drained) return NR_DRAINED;
  return node.offline ? NR_OFFLINE : NR_REGULAR;
}
/** Master and candidates, in the order of their uuids. */
export function masterOrCandidates(cfg: ConfigSnapshot): Node[] {
  return Object.values(cfg.nodes).filter((n) => n.master_candidate || n.uuid === cfg.cluster.master_node);
}

/** How many candidates there are, should be, and could be at most. */
export function candidateStats(
  cfg: ConfigSnapshot,
  without: readonly string[] = [],
): { now: number; wanted: number; possible: number } {
  const nodes = Object.values(cfg.nodes).filter((n) => !without.includes(n.uuid));
  const possible = nodes.filter((n) => !n.offline && !n.drained && n.master_capable).length;
  return {
    now: nodes.filter((n) => n.master_candidate).length,
    wanted: Math.min(possible, cfg.cluster.candidate_pool_size),
    possible,
  };
}

/** The disks of an instance, in order. */
export function disksOf(cfg: ConfigSnapshot, instance: Pick<Instance, 'disks'>): Disk[] {
  const uuids = instance.disks as readonly string[] | undefined;
  return (uuids ?? []).map((uuid) => known(cfg.disks[uuid], 'disk', uuid));
}
function mirrorNodes(disk: Disk): string[] {
  const id = drbdId(disk);
  const children = disk.children as readonly Disk[] | undefined;
  return [...(id ? [id[0], id[1]] : []), ...(children ?? []).flatMap(mirrorNodes)];
}
/** All nodes of an instance, the primary first. */
export function instanceNodes(cfg: ConfigSnapshot, instance: Instance): string[] {
  return [...new Set([instance.primary_node, ...disksOf(cfg, instance).flatMap(mirrorNodes)])];
}
/** The nodes of an instance but the primary. */
export function secondaryNodes(cfg: ConfigSnapshot, instance: Instance): string[] {
  return instanceNodes(cfg, instance).slice(1);
}
/** The template that all disks of an instance have; diskless without disks, mixed when they differ. */
export function diskTemplateOf(cfg: ConfigSnapshot, instance: Instance): DiskTemplate | 'mixed' {
  const types = new Set(disksOf(cfg, instance).map((d) => d.dev_type));
  const [first = 'diskless'] = types;
  return types.size > 1 ? 'mixed' : first;
}
/** The instance that has a disk, or undefined when it is attached to none. */
export function instanceOfDisk(cfg: ConfigSnapshot, disk: string): Instance | undefined {
  return Object.values(cfg.instances).find((i) => (i.disks as readonly string[] | undefined)?.includes(disk));
}

/** Filled parameters of a node. */
export function nodeParams(cfg: ConfigSnapshot, node: Node): FilledNDParams {
  return fillNDParams(cfg.cluster, groupOf(cfg, node), node);
}
/** Filled hypervisor parameters of an instance. */
export function instanceHvParams(cfg: ConfigSnapshot, instance: Instance): Record<string, unknown> {
  return fillHvParams(cfg.cluster, instance);
}
/** Filled backend parameters of an instance. */
export function instanceBeParams(cfg: ConfigSnapshot, instance: Instance): FilledBeParams {
  return fillBeParams(cfg.cluster, instance.beparams);
}
/** Filled parameters of a network interface. */
export function nicParams(cfg: ConfigSnapshot, nic: Instance['nics'][number]): FilledNicParams {
  return fillNicParams(cfg.cluster, nic.nicparams);
}
/** Filled disk parameters, by template, of an instance's group. */
export function instanceDiskParams(
  cfg: ConfigSnapshot,
  instance: Instance,
): Record<DiskTemplate, Record<string, unknown>> {
  const node = known(cfg.nodes[instance.primary_node], 'node', instance.primary_node);
  return fillDiskParams(cfg.cluster, groupOf(cfg, node));
}
/** What is needed to bring the master address up. */
export function masterNetworkParameters(cfg: ConfigSnapshot): MasterNetworkParameters {
  const { master_node, master_ip, master_netmask, master_netdev, primary_ip_family } = cfg.cluster;
  return {
    uuid: master_node,
    ip: master_ip,
    netmask: master_netmask,
    netdev: master_netdev,
    ip_family: primary_ip_family,
  };
}
