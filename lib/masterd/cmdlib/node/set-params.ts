import { DEFAULT_NODED_PORT, HT_KVM } from '@gnt/constants';
import { NDC_GLOBALS, NDS_PARAMETER_TYPES, diskTemplates } from '@gnt/objects';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, instanceNodes, masterNode } from '../../../config/queries.js';
import { isIPv4 } from '../../planning/addresses.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import { instancesOn } from '../../planning/layout.js';
import { ROLE_FLAGS, checkRequest, flagsOf, mightDemote, planRole, type RolePlan } from '../../planning/node-role.js';
import type { Instance, Node } from '../../planning/objects.js';
import { typed } from '../../planning/params.js';
import { mergedDiskState, mergedHvState, updatedParams } from '../../planning/static-state.js';
import { commaJoin, pythonText } from '../../planning/text.js';
import { ALL_SET, LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import {
  addCandidateSshKey,
  admitCandidate,
  dismissCandidate,
  fillCandidatePool,
  reportSshFailures,
} from '../common/candidates.js';
import { draftNode } from '../common/changes.js';
import { INSTANCE_DOWN, checkInstanceState, checkNotGlobal } from '../common/checks.js';
import { expandNode } from '../common/expand.js';
import { ensureKvmd } from '../common/kvmd.js';
import { exclusive, shared } from '../common/locks.js';
import { checkedPayloadOf, payloadOf } from '../common/results.js';

interface Prereq {
  readonly node: Node;
  readonly role: RolePlan;
  /** Changed fields that are no role. */
  readonly changes: Readonly<Partial<Node>>;
}

/** Changes a node: its role, abilities, parameters, second address. */
export class LUNodeSetParams extends LogicalUnit<'OP_NODE_SET_PARAMS', Prereq> {
  static readonly hooksPath = 'node-modify';
  static readonly hooksType = 'NODE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [
    'DRAINED',
    'MASTER_CANDIDATE',
    'MASTER_CAPABLE',
    'OFFLINE',
    'OP_TARGET',
    'VM_CAPABLE',
  ];

  private node(): Node {
    return expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
  }

  /** Whether other nodes may be promoted in its place. */
  private get promotesOthers(): boolean {
    return this.op.auto_promote && mightDemote(this.op);
  }

  /** Instances whose mirrors use the node's second address. */
  private mirroredHere(): Instance[] {
    const cfg = this.ctx.cfg.snapshot;
    const { uuid } = this.node();
    const mirrored = (i: Instance): boolean =>
      disksOf(cfg, i).some((d) => diskTemplates[d.dev_type].internallyMirrored);
    return Object.values(cfg.instances).filter((i) => mirrored(i) && instanceNodes(cfg, i).includes(uuid));
  }

  override checkArguments(): void {
    this.node();
    checkRequest(this.op);
    const ip = this.op.secondary_ip;
    if (ip !== null && !isIPv4(ip))
      throw new OpPrereqError(`Secondary IP (${ip}) must be an IPv4 address`, ECODE_INVAL);
  }

  override expandNames(): LockNeeds {
    const nodes = exclusive(this.promotesOthers ? ALL_SET : [this.node().uuid]);
    const instances = this.op.secondary_ip === null ? {} : { instance: shared(this.mirroredHere().map((i) => i.name)) };
    return { ...instances, node: nodes, 'node-res': nodes };
  }

  override hooksEnv({ node }: Prereq): HooksEnv {
    const { master_candidate, offline, drained, master_capable, vm_capable } = this.op;
    return hooksEnv({
      OP_TARGET: node.name,
      MASTER_CANDIDATE: master_candidate,
      OFFLINE: offline,
      DRAINED: drained,
      MASTER_CAPABLE: master_capable,
      VM_CAPABLE: vm_capable,
    });
  }

  override hooksNodes({ node }: Prereq): HookNodes {
    const nodes = [...new Set([this.ctx.cfg.snapshot.cluster.master_node, node.uuid])];
    return { pre: nodes, post: nodes };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const node = this.node();
    const cfg = ctx.cfg.snapshot;
    if (op.vm_capable === false) {
      const { primary, secondary } = instancesOn(cfg, node.uuid);
      if (primary.length + secondary.length > 0) {
        throw new OpPrereqError(`Node ${node.name} has instances, so vm_capable must stay on`, ECODE_STATE);
      }
    }
    const role = planRole(cfg, node, op, this.promotesOthers);
    for (const note of role.notes) ctx.feedback.info(note);
    if (role.old === 'offline' && role.new !== 'offline') await this.checkIsBack(node);
    if (op.secondary_ip !== null) await this.checkSecondaryIp(node, op.secondary_ip);
    return { node, role, changes: this.changes(node) };
  }

  private changes(node: Node): Partial<Node> {
    const { ndparams, powered, hv_state, disk_state, master_capable, vm_capable, secondary_ip } = this.op;
    if (ndparams) checkNotGlobal(ndparams, NDC_GLOBALS, 'node', 'node', 'cluster or group');
    return {
      ...(ndparams
        ? {
            ndparams: typed(updatedParams({ ...node.ndparams }, ndparams), NDS_PARAMETER_TYPES),
          }
        : {}),
      ...(powered === null ? {} : { powered }),
      ...(hv_state ? { hv_state_static: mergedHvState(node.hv_state_static, hv_state) } : {}),
      ...(disk_state ? { disk_state_static: mergedDiskState(node.disk_state_static, disk_state) } : {}),
      ...(master_capable === null ? {} : { master_capable }),
      ...(vm_capable === null ? {} : { vm_capable }),
      ...(secondary_ip === null ? {} : { secondary_ip }),
    };
  }

  private async checkIsBack(node: Node): Promise<void> {
    const result = (await this.ctx.rpc.many([node.uuid], 'version', {})).get(node.uuid);
    if (!result?.ok) {
      throw new OpPrereqError(
        `Node ${node.name} is to go online, but does not tell its version: ${result?.error ?? 'not asked'}`,
        ECODE_STATE,
      );
    }
    this.ctx.feedback.warn('The node goes online without being added again; check that it is in good order');
  }

  private checkHoming(node: Node, ip: string): void {
    const { ctx } = this;
    const master = masterNode(ctx.cfg.snapshot);
    const single = master.primary_ip === master.secondary_ip;
    if (single === (ip === node.primary_ip)) return;
    const forced = this.op.force && node.uuid === master.uuid;
    if (!forced) {
      const message = single
        ? 'Nodes of this cluster have no secondary addresses; only the master can begin with one, and only with --force'
        : 'Nodes of this cluster have secondary addresses; only the master can give its own up, and only with --force';
      throw new OpPrereqError(message, ECODE_INVAL);
    }
    ctx.feedback.warn(
      single
        ? 'The cluster becomes multi-homed; now each node needs a secondary address'
        : 'The cluster becomes single-homed; now each node has to give up its secondary address',
    );
  }

  private async checkSecondaryIp(node: Node, ip: string): Promise<void> {
    const { ctx } = this;
    this.checkHoming(node, ip);
    const instances = this.mirroredHere();
    if (node.offline) {
      if (instances.length === 0) return;
      const names = commaJoin(instances.map((i) => i.name));
      throw new OpPrereqError(
        `The node is offline and has instances (${names}) that use its secondary address`,
        ECODE_STATE,
      );
    }
    for (const instance of instances)
      await checkInstanceState(ctx, instance, INSTANCE_DOWN, 'cannot change secondary ip');
    const result = await ctx.rpc.tryOne(node.uuid, 'node_has_ip_address', { address: ip });
    if (!checkedPayloadOf(result, `Failure checking secondary ip on node ${node.name}`, ECODE_ENVIRON)) {
      throw new OpPrereqError(
        `The node has no such secondary address (${ip}); correct it and run the command again`,
        ECODE_ENVIRON,
      );
    }
    const master = masterNode(ctx.cfg.snapshot);
    if (master.uuid === node.uuid) return;
    if (!(await ctx.services.local.reachable(ip, DEFAULT_NODED_PORT, { source: master.secondary_ip }))) {
      throw new OpPrereqError("The node daemon's port does not answer on the secondary address", ECODE_ENVIRON);
    }
  }

  async exec({ node, role, changes }: Prereq): Promise<[string, unknown][]> {
    const { ctx } = this;
    const { uuid } = node;
    const result: [string, unknown][] = [];
    for (const field of ['master_capable', 'vm_capable'] as const) {
      if (changes[field] !== undefined) result.push([field, pythonText(changes[field])]);
    }
    if (changes.secondary_ip !== undefined) result.push(['secondary_ip', changes.secondary_ip]);
    const flags = flagsOf(role.new);
    if (role.new !== role.old)
      for (const flag of ROLE_FLAGS) if (node[flag] !== flags[flag]) result.push([flag, pythonText(flags[flag])]);
    await ctx.cfg.update((draft) => Object.assign(draftNode(draft, uuid), structuredClone(changes), flags));
    if (role.new !== role.old) await this.followRole(node, role);
    await ensureKvmd(ctx, [uuid], !ctx.cfg.snapshot.cluster.enabled_hypervisors.includes(HT_KVM));
    if (role.new !== role.old && role.old === 'candidate') await this.takeSshKeyAway(node);
    if (role.new !== role.old && role.new === 'candidate') await addCandidateSshKey(ctx, node);
    return result;
  }

  /** What a change of role means for the node's files and for the other nodes. */
  private async followRole(node: Node, role: RolePlan): Promise<void> {
    const { ctx } = this;
    if (role.old === 'candidate' && role.new !== 'offline') {
      const demoted = await ctx.rpc.tryOne(node.uuid, 'node_demote_from_mc', {});
      if (!demoted.ok) ctx.feedback.warn(`Node failed to demote itself: ${demoted.error}`);
    }
    if (this.promotesOthers) await fillCandidatePool(ctx, [node.uuid]);
    if (role.new === 'candidate') await admitCandidate(ctx, node.uuid);
    if (role.old === 'candidate') await dismissCandidate(ctx, node.uuid);
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
      from_authorized_keys: true,
      from_public_keys: false,
      clear_authorized_keys: false,
      clear_public_keys: false,
      readd: false,
    });
    reportSshFailures(
      ctx,
      payloadOf(
        results.get(cluster.master_node),
        `Node '${node.name}' was demoted, but its SSH setup could not be updated (UUID: ${node.uuid})`,
      ),
    );
  }
}
