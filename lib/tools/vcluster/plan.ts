import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** First host number of nodes and of instances in the cluster's /24; the cluster itself is .1, as in the original. */
const CLUSTER_OCTET = 1;
export const FIRST_NODE_OCTET = 10;
const FIRST_INSTANCE_OCTET = 100;
export const MAX_NODES = FIRST_INSTANCE_OCTET - FIRST_NODE_OCTET;
export const MAX_INSTANCES = 255 - FIRST_INSTANCE_OCTET;
export const CLUSTER_NAME = 'cluster';

/** What a virtual cluster consists of; kept in DIR/vcluster.json so that it can be taken down again. */
export interface VclusterPlan {
  /** Where the cluster lives. */
  readonly dir: string;
  /** The path nodes use for it: `dir`, or a short link to it where socket paths would grow too long. */
  readonly base: string;
  /** First three octets of the cluster's addresses. */
  readonly prefix: string;
  /** Network device that carries non-loopback addresses; null on loopback. */
  readonly netdev: string | null;
  readonly bridge: string | null;
  readonly nodes: readonly string[];
  readonly instances: readonly string[];
  /** Of each node: MiB, MiB, cores. */
  readonly memory: number;
  readonly disk: number;
  readonly cpus: number;
  /** True: names were added to the machine's /etc/hosts. */
  readonly etcHosts: boolean;
}

/** Name and address of everything in the cluster. */
export function hostEntries(
  plan: Pick<VclusterPlan, 'prefix' | 'nodes' | 'instances'>,
): { name: string; ip: string }[] {
  const at = (octet: number): string => `${plan.prefix}.${octet}`;
  return [
    { name: CLUSTER_NAME, ip: at(CLUSTER_OCTET) },
    ...plan.nodes.map((name, i) => ({ name, ip: at(FIRST_NODE_OCTET + i) })),
    ...plan.instances.map((name, i) => ({ name, ip: at(FIRST_INSTANCE_OCTET + i) })),
  ];
}

export function nodeRoot(plan: Pick<VclusterPlan, 'base'>, node: string): string {
  return join(plan.base, node);
}

export function nodeAddress(plan: VclusterPlan, node: string): string {
  return `${plan.prefix}.${FIRST_NODE_OCTET + plan.nodes.indexOf(node)}`;
}

/** A name of at most 15 characters that belongs to the directory alone. */
export function bridgeName(dir: string): string {
  return `gv${createHash('sha1').update(dir).digest('hex').slice(0, 10)}`;
}

/** The longest socket path below a node's root: an instance's monitor with a name of 30 characters. */
const LONGEST_SOCKET = '/var/run/ganeti/kvm-hypervisor/ctrl/.monitor'.length + 30;

/** Whether sockets below DIR/<node> could pass the limit of the operating system. */
export function needsShortLink(dir: string, nodes: readonly string[], limit: number): boolean {
  const longestNode = Math.max(...nodes.map((n) => Buffer.byteLength(n)));
  return Buffer.byteLength(dir) + 1 + longestNode + LONGEST_SOCKET > limit;
}
