import { OpExecError } from '@gnt/protocol';
import { candidateStats } from '../../../config/queries.js';
import { nodesToPromote } from '../../planning/candidates.js';
import type { Node } from '../../planning/objects.js';
import { commaJoin } from '../../planning/text.js';
import type { LuContext } from '../base.js';
import { draftNode } from './changes.js';
import { payloadOf } from './results.js';

/** The digest of a node's client certificate, asked of the node. */
export async function certificateDigest(ctx: LuContext, uuid: string): Promise<string> {
  const result = await ctx.rpc.tryOne(uuid, 'node_crypto_tokens', { token_request: [['ssl', 'get', null]] });
  const [token] = payloadOf(result, `The client certificate of the node with UUID ${uuid} could not be read.`);
  if (token?.[0] !== 'ssl') throw new OpExecError(`Node ${uuid} answered with no digest of its client certificate`);
  return token[1];
}

/** Lets other nodes accept calls of this one: enters its certificate among those of the candidates. */
export async function admitCandidate(ctx: LuContext, uuid: string): Promise<void> {
  const digest = await certificateDigest(ctx, uuid);
  await ctx.cfg.update((draft) => {
    draft.cluster.candidate_certs[uuid] = digest;
  });
}

/** Ends that. */
export async function dismissCandidate(ctx: LuContext, uuid: string): Promise<void> {
  await ctx.cfg.update((draft) => {
    Reflect.deleteProperty(draft.cluster.candidate_certs, uuid);
  });
}

/** Reports what could not be done on which nodes to SSH key files. */
export function reportSshFailures(ctx: LuContext, failures: readonly (readonly [string, string])[] | null): void {
  if (!failures || failures.length === 0) return;
  ctx.feedback.say('SSH key files are out of date on some nodes:');
  for (const [node, message] of failures) ctx.feedback.say(`${node}: ${message}`);
}

/** Spreads a new candidate's SSH key, where the cluster looks after keys. */
export async function addCandidateSshKey(ctx: LuContext, node: Node): Promise<void> {
  const { cluster, nodes } = ctx.cfg.snapshot;
  if (!cluster.modify_ssh_setup) return;
  const results = await ctx.rpc.many([cluster.master_node], 'node_ssh_key_add', {
    node_uuid: node.uuid,
    node_name: node.name,
    potential_master_candidates: Object.values(nodes).map((n) => n.name),
    to_authorized_keys: true,
    to_public_keys: true,
    get_public_keys: false,
  });
  payloadOf(
    results.get(cluster.master_node),
    `Node '${node.name}' was promoted, but its SSH setup could not be updated (UUID: ${node.uuid})`,
  );
}

/** Promotes nodes until there are as many master candidates as there should be. */
export async function fillCandidatePool(ctx: LuContext, without: readonly string[] = []): Promise<void> {
  const promoted = nodesToPromote(ctx.cfg.snapshot, without);
  if (promoted.length > 0) {
    await ctx.cfg.update((draft) => {
      for (const { uuid } of promoted) draftNode(draft, uuid).master_candidate = true;
    });
    ctx.feedback.info(`Promoted nodes to master candidate role: ${commaJoin(promoted.map((n) => n.name))}`);
    for (const node of promoted) {
      await admitCandidate(ctx, node.uuid);
      await addCandidateSshKey(ctx, node);
    }
  }
  const { now, wanted } = candidateStats(ctx.cfg.snapshot, without);
  if (now > wanted) ctx.feedback.info(`Note: more nodes are candidates (${now}) than desired (${wanted})`);
}
