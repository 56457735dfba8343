import { homedir } from 'node:os';
import type { RpcArgs } from '@gnt/protocol';
import { PublicKeyFile } from '../../../common/ssh/public-keys.js';
import { authorizeKeys, revokeKeys } from '../../../common/ssh/user-files.js';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { SshUpdates, type KeyChange } from './update.js';

/** What could not be done where: node and reason. */
type Failures = [node: string, reason: string][];

/** Spreads the key of a node that has joined; runs on the master. A node that cannot be reached is logged, no more. */
export async function addNodeKey(ctx: NodeContext, args: RpcArgs<'node_ssh_key_add'>): Promise<void> {
  const { node_uuid: uuid, node_name: name } = args;
  const list = new PublicKeyFile(ctx.files, ctx.paths);
  const updates = new SshUpdates(ctx);
  if (args.to_public_keys) await list.adopt(name, uuid);
  const keys = (await list.read()).get(uuid);
  if (keys === undefined && (args.to_public_keys || args.to_authorized_keys)) {
    throw new NodeError(
      `No SSH key of node '${name}' (${uuid}) is listed; add the node with gnt-node add, which fetches it`,
    );
  }
  const own = { [uuid]: keys ?? [] };
  if (args.to_authorized_keys) await authorizeKeys(ctx.files, homedir(), own[uuid] ?? []);
  if (args.get_public_keys) {
    const failure = await updates.send(name, { public_keys: ['override', Object.fromEntries(await list.read())] });
    if (failure !== undefined) {
      if (args.to_public_keys) await list.remove([uuid]);
      throw new NodeError(`Could not give node '${name}' the cluster's SSH keys: ${failure}`);
    }
  }
  const authorized: KeyChange = args.to_authorized_keys ? { authorized_keys: ['add', own] } : {};
  const listed: KeyChange = args.to_public_keys ? { public_keys: ['replace_or_add', own] } : {};
  for (const node of await updates.others()) {
    const change = args.potential_master_candidates.includes(node) ? { ...authorized, ...listed } : authorized;
    if (Object.keys(change).length === 0) continue;
    const failure = await updates.send(node, change);
    if (failure !== undefined)
      ctx.log.error({ node, key: name, reason: failure }, 'the SSH key of a new node could not be spread');
  }
}

/** Takes the key of a node back everywhere; runs on the master. */
export async function removeNodeKey(ctx: NodeContext, args: RpcArgs<'node_ssh_key_remove'>): Promise<Failures> {
  const { node_uuid: uuid, node_name: name } = args;
  const list = new PublicKeyFile(ctx.files, ctx.paths);
  const updates = new SshUpdates(ctx);
  if (name === (await ctx.ssconf.value('master_node')) && (args.from_authorized_keys || args.from_public_keys)) {
    throw new NodeError("The master's own SSH key cannot be removed");
  }
  const known = await list.read();
  const keys = known.get(uuid);
  if (keys === undefined && !args.readd && (args.from_authorized_keys || args.from_public_keys)) {
    throw new NodeError(`No SSH key of node '${uuid}' is listed; it is not one of the cluster's`);
  }
  const own = { [uuid]: keys ?? [] };
  const failures: Failures = [];
  if (keys !== undefined) {
    if (args.from_authorized_keys) await revokeKeys(ctx.files, homedir(), keys);
    const authorized: KeyChange = args.from_authorized_keys ? { authorized_keys: ['remove', own] } : {};
    const listed: KeyChange = args.from_public_keys ? { public_keys: ['remove', own] } : {};
    for (const node of (await updates.others()).filter((n) => n !== name)) {
      if (!args.from_authorized_keys && !args.potential_master_candidates.includes(node)) continue;
      const failure = await updates.send(node, { ...authorized, ...listed });
      if (failure !== undefined)
        failures.push([node, `Removing the SSH key of ${name} from ${node} failed: ${failure}`]);
    }
  }
  const cleared = clearing(args, known, own);
  if (Object.keys(cleared).length > 0) {
    const failure = await updates.send(name, cleared);
    if (failure !== undefined)
      failures.push([name, `Removing SSH keys from ${name} failed (is it reachable?): ${failure}`]);
  }
  if (args.from_public_keys) await list.remove([uuid]);
  return failures;
}

/** What the node itself is to forget. authorized_keys has keys of others too: only the cluster's are named. */
function clearing(
  args: RpcArgs<'node_ssh_key_remove'>,
  known: ReadonlyMap<string, string[]>,
  own: Record<string, string[]>,
): KeyChange {
  const candidates = args.master_candidate_uuids.filter((u) => u !== args.node_uuid);
  const others = Object.fromEntries(
    candidates.flatMap((u) => (known.has(u) ? [[u, known.get(u) ?? []] as const] : [])),
  );
  return {
    ...(args.clear_authorized_keys ? { authorized_keys: ['remove', others] as const } : {}),
    ...(args.clear_public_keys
      ? { public_keys: ['clear', {}] as const }
      : args.from_public_keys
        ? { public_keys: ['remove', own] as const }
        : {}),
  };
}
