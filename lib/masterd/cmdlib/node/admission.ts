import type { Node as StoredNode } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import { ndParamsOf } from '../../planning/params.js';
import type { LuContext } from '../base.js';
import { certificateDigest, reportSshFailures } from '../common/candidates.js';
import type { Host } from '../common/host-name.js';
import { payloadOf } from '../common/results.js';

/** Adds the node to the master's hosts file, where the cluster looks after it. */
export async function enterInHosts(ctx: LuContext, { name, address }: Host): Promise<void> {
  const { cluster } = ctx.cfg.snapshot;
  if (!cluster.modify_etc_hosts) return;
  const result = await ctx.rpc.tryOne(cluster.master_node, 'etc_hosts_modify', {
    mode: 'add',
    name,
    ip: address,
  });
  payloadOf(result, 'The hosts file could not take the new node');
}

/** Refuses a node that does not have the secondary address it is to have. */
export async function checkHasSecondaryIp(ctx: LuContext, node: StoredNode): Promise<void> {
  const result = await ctx.rpc.tryOne(node.primary_ip, 'node_has_ip_address', { address: node.secondary_ip });
  if (payloadOf(result, `Failure checking secondary ip on node ${node.name}`)) return;
  throw new OpExecError(
    `The node has no such secondary address (${node.secondary_ip}); correct it and run the command again`,
  );
}

/** Refuses a node that the master cannot reach under its name. */
export async function checkSeenByMaster(ctx: LuContext, node: StoredNode): Promise<void> {
  const { cluster } = ctx.cfg.snapshot;
  const results = await ctx.rpc.many([cluster.master_node], 'node_verify', {
    checkdict: { nodelist: [[node.name], {}, []] },
    cluster_name: cluster.cluster_name,
    all_hvparams: structuredClone(cluster.hvparams),
  });
  const answer = payloadOf(results.get(cluster.master_node), `Cannot communicate with node ${cluster.master_node}`)[
    'nodelist'
  ];
  const failed = Object.values((answer ?? {}) as Record<string, string>);
  for (const message of failed)
    ctx.feedback.say(`ssh/hostname verification failed (checking from ${cluster.master_node}): ${message}`);
  if (failed.length > 0) throw new OpExecError('ssh/hostname verification failed');
}

/** Sets up the node's switch, where it is to have one. */
export async function setUpSwitch(ctx: LuContext, node: StoredNode): Promise<void> {
  const { ovs, ovs_name, ovs_link } = ndParamsOf(ctx.cfg.snapshot, node);
  if (!ovs) return;
  if (!ovs_link) {
    ctx.feedback.info(
      'Open vSwitch has no physical interface (ovs_link) and so no way out of the machine; set one unless that is meant.',
    );
  }
  const result = await ctx.rpc.tryOne(node.primary_ip, 'node_configure_ovs', { ovs_name, ovs_link });
  payloadOf(result, 'Open vSwitch could not be set up on the node');
}

/** Records the node's certificate when it is a candidate, and forgets it otherwise. */
export async function enterCertificate(ctx: LuContext, { uuid, master_candidate }: StoredNode): Promise<void> {
  const digest = await certificateDigest(ctx, uuid);
  await ctx.cfg.update((draft) => {
    if (master_candidate) draft.cluster.candidate_certs[uuid] = digest;
    else Reflect.deleteProperty(draft.cluster.candidate_certs, uuid);
  });
}

/** Spreads the node's SSH key; the keys of a node that comes back are removed first. */
export async function spreadSshKey(
  ctx: LuContext,
  { uuid, name, master_candidate }: StoredNode,
  readd: boolean,
): Promise<void> {
  const { cluster, nodes } = ctx.cfg.snapshot;
  const names = Object.values(nodes).map((n) => n.name);
  const master = cluster.master_node;
  if (readd) {
    const results = await ctx.rpc.many([master], 'node_ssh_key_remove', {
      node_uuid: uuid,
      node_name: name,
      master_candidate_uuids: Object.values(nodes)
        .filter((n) => n.master_candidate)
        .map((n) => n.uuid),
      potential_master_candidates: names,
      from_authorized_keys: true,
      from_public_keys: true,
      clear_authorized_keys: false,
      clear_public_keys: true,
      readd: true,
    });
    reportSshFailures(
      ctx,
      payloadOf(results.get(master), `The old SSH keys of node ${name} could not be removed (UUID: ${uuid})`),
    );
  }
  const added = await ctx.rpc.many([master], 'node_ssh_key_add', {
    node_uuid: uuid,
    node_name: name,
    potential_master_candidates: names,
    to_authorized_keys: master_candidate,
    to_public_keys: true,
    get_public_keys: true,
  });
  payloadOf(added.get(master), 'The SSH setup of the node could not be updated.');
}
