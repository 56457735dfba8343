import { ALLOC_POLICY_PREFERRED } from '@gnt/constants';
import { NDS_PARAMETER_TYPES, type NodeGroup } from '@gnt/objects';
import { ECODE_EXISTS, OpPrereqError } from '@gnt/protocol';
import { findGroup, findNetwork } from '../../../config/queries.js';
import { updatedDiskParams } from '../../planning/disk-params-changes.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import { typed } from '../../planning/params.js';
import { checkPolicyTemplates, policyUnder, updatedPolicy } from '../../planning/policy-changes.js';
import { mergedDiskState, mergedHvState } from '../../planning/static-state.js';
import { LogicalUnit, ResultWithJobs, type HookNodes, type LockNeeds } from '../base.js';
import { birth } from '../common/changes.js';
import { exclusive } from '../common/locks.js';
import { connectCommunicationNetwork } from '../common/communication-network.js';

/** Adds an empty node group. */
export class LUGroupAdd extends LogicalUnit<'OP_GROUP_ADD', NodeGroup> {
  static readonly hooksPath = 'group-add';
  static readonly hooksType = 'GROUP';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['GROUP_NAME'];
  #uuid: string | undefined;

  private uuid(): string {
    this.#uuid ??= this.ctx.cfg.reservations.generateUuid(this.ctx.owner);
    return this.#uuid;
  }

  override expandNames(): LockNeeds {
    return { nodegroup: exclusive([this.uuid()]) };
  }

  override async checkPrereq(): Promise<NodeGroup> {
    const { op } = this;
    const cfg = this.ctx.cfg.snapshot;
    const { cluster } = cfg;
    const existing = findGroup(cfg, op.group_name);
    if (existing) {
      throw new OpPrereqError(
        `A node group named '${op.group_name}' exists already (UUID: ${existing.uuid})`,
        ECODE_EXISTS,
      );
    }
    const group: NodeGroup = {
      uuid: this.uuid(),
      name: op.group_name,
      members: [],
      alloc_policy: op.alloc_policy ?? ALLOC_POLICY_PREFERRED,
      ndparams: typed(op.ndparams ?? {}, NDS_PARAMETER_TYPES),
      diskparams: updatedDiskParams({}, op.diskparams ?? {}, false),
      ipolicy: updatedPolicy({}, op.ipolicy ?? {}, true),
      networks: {},
      hv_state_static: op.hv_state ? mergedHvState({}, op.hv_state) : {},
      disk_state_static: op.disk_state ? mergedDiskState({}, op.disk_state) : {},
      tags: [],
      ...birth(this.ctx.clock),
    };
    checkPolicyTemplates(policyUnder(cluster.ipolicy, group), cluster.enabled_disk_templates);
    return group;
  }

  override hooksEnv(): HooksEnv {
    return { GROUP_NAME: this.op.group_name };
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec(group: NodeGroup): Promise<ResultWithJobs | null> {
    await this.ctx.cfg.update((draft) => {
      draft.nodegroups[group.uuid] = group;
    });
    const cfg = this.ctx.cfg.snapshot;
    const network = cfg.cluster.instance_communication_network;
    if (!network || !findNetwork(cfg, network)) return null;
    return new ResultWithJobs([[connectCommunicationNetwork(group.uuid, network)]]);
  }
}
