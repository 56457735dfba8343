import { homedir } from 'node:os';
import { join } from 'node:path';
import { SS_SSH_PORTS } from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { failReason, outputOf } from '../run/outcome.js';

type SshContext = Pick<NodeContext, 'paths' | 'files' | 'resolver' | 'ssconf' | 'remote'>;

/** Nodes that cannot be reached by remote commands, or call themselves otherwise, with the reason. Only master candidates look. */
export async function nodeListTest(
  ctx: SshContext,
  cluster: string,
  nodes: readonly string[],
  byNode: Readonly<Record<string, readonly string[]>>,
  masterCandidates: readonly string[],
): Promise<Record<string, string>> {
  const self = ctx.resolver.hostname;
  if (!masterCandidates.includes(self)) return {};
  const ports = await ctx.ssconf.map(SS_SSH_PORTS);
  const failures: Record<string, string> = {};
  for (const node of [...nodes, ...(byNode[self] ?? [])]) {
    const port = Number(ports.get(node) ?? '22');
    const problem = await hostnameProblem(ctx, cluster, node, port);
    if (problem !== undefined) failures[node] = problem;
  }
  return failures;
}

async function hostnameProblem(
  ctx: SshContext,
  cluster: string,
  node: string,
  port: number,
): Promise<string | undefined> {
  const argv = ctx.paths.virtual ? ['printenv', 'GANETI_HOSTNAME'] : ['hostname', '--fqdn'];
  const result = await ctx.remote(cluster).run({ name: node, port }, argv);
  if (result.exitCode !== 0)
    return `ssh problem: ${outputOf(result).trim() || `${failReason(result) ?? ''} (no output)`}`;
  const said = result.stdout.trim();
  if (said === node) return undefined;
  const what = said !== '' && node.startsWith(`${said}.`) ? 'hostname not FQDN' : 'hostname mismatch';
  return `${what}: expected ${node} but got ${said}`;
}

/** UUID, name, candidate, possible candidate, online. */
export type NodeStatus = readonly [uuid: string, name: string, candidate: boolean, potential: boolean, online: boolean];

/** What is wrong with the SSH keys on this node, in words. */
export async function sshSetupProblems(
  ctx: SshContext,
  nodes: readonly NodeStatus[] | null,
  keyType: string,
): Promise<string[]> {
  const self = ctx.resolver.hostname;
  const own = nodes?.find(([, name]) => name === self);
  if (!nodes) return ['The master sent no nodes to compare the public key file with.'];
  if (!own) return [`Cannot find node information for node '${self}'.`];
  const file = join(ctx.paths.dirs.data, 'ganeti_pub_keys');
  const text = await ctx.files.readTextIfPresent(file);
  if (text === undefined) {
    return [`There is no public key file '${file}'; 'gnt-cluster renew-crypto --new-ssh-keys' makes it.`];
  }
  const keys = publicKeys(text);
  const authorized = authorizedKeys(
    (await ctx.files.readTextIfPresent(join(homedir(), '.ssh', 'authorized_keys'))) ?? '',
  );
  return [
    ...(await sharedKeyProblems(ctx, nodes, own, keys, file, keyType)),
    ...authorizedProblems(nodes, own, keys, authorized),
  ];
}

function publicKeys(text: string): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [uuid, ...key] = line.trim().split(/\s+/);
    if (uuid === undefined || uuid === '' || uuid.startsWith('#')) continue;
    keys.set(uuid, [...(keys.get(uuid) ?? []), key.join(' ')]);
  }
  return keys;
}

function authorizedKeys(text: string): Set<string> {
  return new Set(text.split('\n').map((line) => line.trim().split(/\s+/).join(' ')));
}

async function sharedKeyProblems(
  ctx: SshContext,
  nodes: readonly NodeStatus[],
  [uuid, name, , potential]: NodeStatus,
  keys: ReadonlyMap<string, readonly string[]>,
  file: string,
  keyType: string,
): Promise<string[]> {
  if (!potential)
    return keys.size > 0 ? [`Public key file ${file} has content, though the node can never be a candidate.`] : [];
  const online = new Set(nodes.filter(([, , , , up]) => up).map(([u]) => u));
  const unknown = [...keys.keys()].filter((u) => !nodes.some(([n]) => n === u));
  const missing = [...online].filter((u) => !keys.has(u));
  const problems: string[] = [];
  if (unknown.length > 0)
    problems.push(`UUIDs in ${name}:${file} that belong to no potential master candidate: ${unknown.join(', ')}.`);
  if (missing.length > 0)
    problems.push(`UUIDs of potential master candidates missing in ${name}:${file}: ${missing.join(', ')}.`);
  const ownFile = join(homedir(), '.ssh', `id_${keyType}.pub`);
  const ownKey = (await ctx.files.readTextIfPresent(ownFile))?.trim().split(/\s+/).join(' ');
  const listed = keys.get(uuid) ?? [];
  if (ownKey === undefined || !listed.includes(ownKey)) {
    problems.push(`Node ${name}: its key in public key file ${name} is another than the cluster has: ${ownFile}.`);
  }
  if (listed.length > 1) problems.push(`Node ${name} has several keys in public key file ${name}: ${file}.`);
  return problems;
}

function authorizedProblems(
  nodes: readonly NodeStatus[],
  [, self]: NodeStatus,
  keys: ReadonlyMap<string, readonly string[]>,
  authorized: ReadonlySet<string>,
): string[] {
  return nodes.flatMap(([uuid, name, candidate, , online]) =>
    (online ? (keys.get(uuid) ?? []) : []).flatMap((key) => {
      const known = authorized.has(key);
      if (candidate && !known)
        return [`Candidate '${name}' (UUID: '${uuid}') has a key that the 'authorized_keys' of node '${self}' lacks.`];
      if (!candidate && known && name !== self)
        return [
          `Node '${name}' (UUID: '${uuid}') is no candidate, yet the 'authorized_keys' of node '${self}' has its key.`,
        ];
      if (!candidate && !known && name === self)
        return [`Node '${self}' (UUID: '${uuid}') lacks its own key in its 'authorized_keys'.`];
      return [];
    }),
  );
}

/** Users of other nodes with more than one key in authorized_keys: what an operation that broke off may leave. */
export async function sshClutter(ctx: SshContext, nodes: readonly NodeStatus[] | null): Promise<string[]> {
  const names = new Set((nodes ?? []).map(([, name]) => name));
  const text = (await ctx.files.readTextIfPresent(join(homedir(), '.ssh', 'authorized_keys'))) ?? '';
  const lines = new Map<string, number[]>();
  for (const [index, line] of text.split('\n').entries()) {
    const user = line.trim().split(/\s+/).at(-1) ?? '';
    if (names.has(user.split('@')[1] ?? '')) lines.set(user, [...(lines.get(user) ?? []), index + 1]);
  }
  return [...lines]
    .filter(([, at]) => at.length > 1)
    .map(
      ([user, at]) =>
        `'${user}' has more than one key in the 'authorized_keys' file of node ${ctx.resolver.hostname}, in lines ${at.join(', ')}; remove what is stale.`,
    );
}
