import type { LockLevel } from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { instanceNodes, nodesOfGroup } from '../../../config/queries.js';
import { changeGroupRequest } from '../../iallocator/request.js';
import { groupsOf } from '../../planning/layout.js';
import type { Parameters } from '../../planning/objects.js';
import { commaJoin } from '../../planning/text.js';
import { ALL_SET, ResultWithJobs, type HookNodes, type LockNeed, type LockNeeds } from '../base.js';
import { allocatorOrDefault } from '../common/checks.js';
import { evacuationJobs } from '../common/evacuation.js';
import { lookupGroup } from '../common/expand.js';
import { shared } from '../common/locks.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from './unit.js';

interface ChangeGroupPrereq extends InstancePrereq {
  /** UUIDs of the groups that may take the instance. */
  readonly targets: readonly string[];
}

/** Moves an instance to another node group, by jobs that an allocator decides. */
export class LUInstanceChangeGroup extends InstanceUnit<'OP_INSTANCE_CHANGE_GROUP', ChangeGroupPrereq> {
  static readonly hooksPath = 'instance-change-group';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'TARGET_GROUPS'];

  private allocator(): string {
    return allocatorOrDefault(this.ctx.cfg.snapshot.cluster, this.op.iallocator);
  }

  /** The groups that are asked for; none: any other. */
  private wanted(): string[] {
    return (this.op.target_groups ?? []).map((group) => lookupGroup(this.ctx.cfg.snapshot, group).uuid);
  }

  private ownGroups(): string[] {
    const cfg = this.ctx.cfg.snapshot;
    return groupsOf(cfg, instanceNodes(cfg, this.instance()));
  }

  override expandNames(): LockNeeds {
    this.wanted();
    this.allocator();
    return { instance: shared(this.lockInstance().names as readonly string[]), nodegroup: 'later', node: 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    const wanted = this.wanted();
    if (wanted.length === 0) return shared(ALL_SET);
    const groups = [...wanted, ...this.ownGroups()];
    if (level === 'nodegroup') return shared(groups);
    const cfg = this.ctx.cfg.snapshot;
    const members = groups.flatMap((group) => nodesOfGroup(cfg, group).map((node) => node.uuid));
    return shared([...instanceNodes(cfg, this.instance()), ...members]);
  }

  override async checkPrereq(): Promise<ChangeGroupPrereq> {
    const { locks } = this.ctx;
    const instance = this.instance();
    const own = this.ownGroups();
    if (!own.every((group) => locks.owns('nodegroup', group))) {
      throw new OpPrereqError(
        `Instance ${instance.name} has gone to another node group since it was locked; submit the job again`,
        ECODE_STATE,
      );
    }
    const wanted = this.wanted();
    const used = wanted.filter((group) => own.includes(group));
    if (used.length > 0) {
      throw new OpPrereqError(
        `Instance '${instance.name}' is in group(s) '${commaJoin(used)}' already; they can't be its targets`,
        ECODE_INVAL,
      );
    }
    const targets = wanted.length > 0 ? wanted : locks.list('nodegroup').filter((group) => !own.includes(group));
    if (targets.length === 0) throw new OpPrereqError('There is no other node group to go to', ECODE_INVAL);
    return { instance, targets };
  }

  protected override ownHooksEnv({ targets }: ChangeGroupPrereq): Parameters {
    return { TARGET_GROUPS: targets.join(' ') };
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec({ instance, targets }: ChangeGroupPrereq): Promise<ResultWithJobs> {
    const jobs = await evacuationJobs(this.ctx, {
      allocator: this.allocator(),
      request: changeGroupRequest([instance.name], targets),
      what: `solution for changing group of instance '${instance.name}'`,
      places: 'group',
      earlyRelease: this.op.early_release,
    });
    this.ctx.feedback.info(
      `Iallocator returned ${jobs.length} job(s) for changing group of instance '${instance.name}'`,
    );
    return new ResultWithJobs(jobs);
  }
}
