import type { LockLevel } from '@gnt/constants';
import { NDS_PARAMETER_TYPES, type NodeGroup as StoredGroup } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { checkAccessOf, updatedDiskParams } from '../../planning/disk-params-changes.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import type { NodeGroup } from '../../planning/objects.js';
import { policyOf, typed } from '../../planning/params.js';
import {
  checkPolicyTemplates,
  instancesOfGroup,
  newlyViolating,
  policyUnder,
  updatedPolicy,
} from '../../planning/policy-changes.js';
import { mergedDiskState, mergedHvState, updatedParams } from '../../planning/static-state.js';
import { commaJoin, pythonText } from '../../planning/text.js';
import { LogicalUnit, type HookNodes, type LockNeed, type LockNeeds } from '../base.js';
import { lookupGroup } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';

interface Prereq {
  readonly group: NodeGroup;
  readonly changes: Readonly<Partial<StoredGroup>>;
}

/** Changes parameters of a node group. */
export class LUGroupSetParams extends LogicalUnit<'OP_GROUP_SET_PARAMS', Prereq> {
  static readonly hooksPath = 'group-modify';
  static readonly hooksType = 'GROUP';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['GROUP_NAME', 'NEW_ALLOC_POLICY'];

  private group(): NodeGroup {
    return lookupGroup(this.ctx.cfg.snapshot, this.op.group_name);
  }

  override checkArguments(): void {
    const { ndparams, diskparams, alloc_policy, hv_state, disk_state, ipolicy } = this.op;
    if ([ndparams, diskparams, alloc_policy, hv_state, disk_state, ipolicy].every((value) => value === null)) {
      throw new OpPrereqError('Please pass at least one modification', ECODE_INVAL);
    }
  }

  private instanceNames(): string[] {
    return instancesOfGroup(this.ctx.cfg.snapshot, this.group()).map((i) => i.name);
  }

  override expandNames(): LockNeeds {
    return { instance: 'later', nodegroup: exclusive([this.group().uuid]) };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'instance' ? shared(this.instanceNames()) : undefined;
  }

  override hooksEnv(): HooksEnv {
    return hooksEnv({ GROUP_NAME: this.op.group_name, NEW_ALLOC_POLICY: this.op.alloc_policy });
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { op } = this;
    const group = this.group();
    const missing = this.instanceNames().filter((name) => !this.ctx.locks.owns('instance', name));
    if (missing.length > 0) {
      throw new OpPrereqError(
        `The instances of node group '${group.name}' are other ones meanwhile: ${commaJoin(missing)}; retry the operation`,
        ECODE_STATE,
      );
    }
    const ndparams = op.ndparams
      ? typed(updatedParams({ ...group.ndparams }, op.ndparams), NDS_PARAMETER_TYPES)
      : undefined;
    return {
      group,
      changes: {
        ...(ndparams ? { ndparams: ndparams } : {}),
        ...this.diskParams(group),
        ...(op.alloc_policy ? { alloc_policy: op.alloc_policy } : {}),
        ...(op.hv_state ? { hv_state_static: mergedHvState(group.hv_state_static, op.hv_state) } : {}),
        ...(op.disk_state ? { disk_state_static: mergedDiskState(group.disk_state_static, op.disk_state) } : {}),
        ...this.policy(group),
      },
    };
  }

  private diskParams(group: NodeGroup): Partial<StoredGroup> {
    if (!this.op.diskparams) return {};
    const cfg = this.ctx.cfg.snapshot;
    const diskparams = updatedDiskParams(group.diskparams, this.op.diskparams, true);
    checkAccessOf(cfg, diskparams, instancesOfGroup(cfg, group));
    return { diskparams };
  }

  private policy(group: NodeGroup): Partial<StoredGroup> {
    if (!this.op.ipolicy) return {};
    const cfg = this.ctx.cfg.snapshot;
    const ipolicy = updatedPolicy(group.ipolicy, this.op.ipolicy, true);
    const filled = policyUnder(cfg.cluster.ipolicy, { ...group, ipolicy });
    checkPolicyTemplates(filled, cfg.cluster.enabled_disk_templates);
    const violating = newlyViolating(cfg, policyOf(cfg.cluster, group), filled, instancesOfGroup(cfg, group));
    if (violating.length > 0) {
      this.ctx.feedback.warn(`These instances do not fit the new instance policy: ${commaJoin(violating)}`);
    }
    return { ipolicy };
  }

  async exec({ group, changes }: Prereq): Promise<[string, unknown][]> {
    await this.ctx.cfg.update((draft) => {
      const stored = draft.nodegroups[group.uuid];
      if (stored) Object.assign(stored, structuredClone(changes));
    });
    const { ndparams, diskparams } = changes;
    return [
      ...(ndparams ? [['ndparams', pythonText(ndparams)] satisfies [string, unknown]] : []),
      ...(diskparams ? [['diskparams', pythonText(diskparams)] satisfies [string, unknown]] : []),
    ];
  }
}
