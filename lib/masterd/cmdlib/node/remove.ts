import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { instanceNodes } from '../../../config/queries.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import type { Node } from '../../planning/objects.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { dismissCandidate, fillCandidatePool, reportSshFailures } from '../common/candidates.js';
import { expandNode } from '../common/expand.js';
import { redistributeFiles } from '../common/files.js';
import { payloadOf } from '../common/results.js';

/** Takes a node without instances out of the cluster. */
export class LUNodeRemove extends LogicalUnit<'OP_NODE_REMOVE', Node> {
  static readonly hooksPath = 'node-remove';
  static readonly hooksType = 'NODE';
  static readonly requiresBgl = true;
  static readonly hooksVariables = ['NODE_NAME', 'OP_TARGET'];

  override expandNames(): LockNeeds {
    return {};
  }

  override hooksEnv({ name }: Node): HooksEnv {
    return hooksEnv({ OP_TARGET: name, NODE_NAME: name });
  }

  override hooksNodes({ uuid }: Node): HookNodes {
    const others = Object.keys(this.ctx.cfg.snapshot.nodes).filter((other) => other !== uuid);
    return { pre: others, post: others };
  }

  override async checkPrereq(): Promise<Node> {
    const cfg = this.ctx.cfg.snapshot;
    const node = expandNode(cfg, this.op.node_name, this.op.node_uuid);
    if (node.uuid === cfg.cluster.master_node) {
      throw new OpPrereqError("The master can't be removed; make another node the master first", ECODE_INVAL);
    }
    const instance = Object.values(cfg.instances).find((i) => instanceNodes(cfg, i).includes(node.uuid));
    if (instance) {
      throw new OpPrereqError(`Instance ${instance.name} uses the node; move or remove it first`, ECODE_INVAL);
    }
    return node;
  }

  async exec(node: Node): Promise<void> {
    const { ctx } = this;
    await this.takeSshKeyAway(node);
    await fillCandidatePool(ctx, [node.uuid]);
    await ctx.cfg.update((draft) => {
      Reflect.deleteProperty(draft.nodes, node.uuid);
    });
    await this.runPostHooksThere(node);
    const left = await ctx.rpc.tryOne(node.primary_ip, 'node_leave_cluster', {
      modify_ssh_setup: ctx.cfg.snapshot.cluster.modify_ssh_setup,
    });
    if (!left.ok) ctx.feedback.warn(`The node met errors when it left the cluster: ${left.error}`);
    if (node.master_candidate) await dismissCandidate(ctx, node.uuid);
    await this.takeOutOfHosts(node);
  }

  /** The node itself hears of its removal before it forgets the cluster; it is called by its address by now. */
  private async runPostHooksThere(node: Node): Promise<void> {
    const own = Object.entries(this.hooksEnv(node));
    const env = Object.fromEntries(
      own.flatMap(([key, value]) => [
        [`GANETI_${key}`, value],
        [`GANETI_POST_${key}`, value],
      ]),
    );
    await this.ctx.services.runHooks(LUNodeRemove.hooksPath, 'post', [node.primary_ip], env);
  }

  private async takeSshKeyAway(node: Node): Promise<void> {
    const { ctx } = this;
    const { cluster, nodes } = ctx.cfg.snapshot;
    if (!cluster.modify_ssh_setup) return;
    const results = await ctx.rpc.many([cluster.master_node], 'node_ssh_key_remove', {
      node_uuid: node.uuid,
      node_name: node.name,
      master_candidate_uuids: Object.values(nodes)
        .filter((n) => n.master_candidate)
        .map((n) => n.uuid),
      potential_master_candidates: Object.values(nodes).map((n) => n.name),
      from_authorized_keys: node.master_candidate,
      from_public_keys: true,
      clear_authorized_keys: true,
      clear_public_keys: true,
      readd: false,
    });
    reportSshFailures(
      ctx,
      payloadOf(
        results.get(cluster.master_node),
        `The SSH key of node '${node.name}' could not be removed (UUID: ${node.uuid})`,
      ),
    );
  }

  private async takeOutOfHosts({ name }: Node): Promise<void> {
    const { ctx } = this;
    const { cluster } = ctx.cfg.snapshot;
    if (!cluster.modify_etc_hosts) return;
    const result = await ctx.rpc.tryOne(cluster.master_node, 'etc_hosts_modify', { mode: 'remove', name, ip: null });
    payloadOf(result, 'The hosts file still has the node');
    await redistributeFiles(ctx);
  }
}
