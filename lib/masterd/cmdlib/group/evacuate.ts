import type { LockLevel } from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { instanceNodes, nodesOfGroup } from '../../../config/queries.js';
import { changeGroupRequest } from '../../iallocator/request.js';
import { hooksEnv, type HooksEnv } from '../../planning/hooks-env.js';
import { groupsOf } from '../../planning/layout.js';
import type { Instance, NodeGroup } from '../../planning/objects.js';
import { instancesOfGroup } from '../../planning/policy-changes.js';
import { commaJoin } from '../../planning/text.js';
import { ALL_SET, LogicalUnit, ResultWithJobs, type HookNodes, type LockNeed, type LockNeeds } from '../base.js';
import { allocatorOrDefault } from '../common/checks.js';
import { evacuationJobs, type Jobs } from '../common/evacuation.js';
import { lookupGroup } from '../common/expand.js';
import { shared } from '../common/locks.js';

interface GroupEvacuatePrereq {
  readonly group: NodeGroup;
  readonly instances: readonly string[];
  /** UUIDs of the groups that may take the instances. */
  readonly targets: readonly string[];
}

/** Moves all instances of a node group to other groups, by jobs that an allocator decides. */
export class LUGroupEvacuate extends LogicalUnit<'OP_GROUP_EVACUATE', GroupEvacuatePrereq> {
  static readonly hooksPath = 'group-evacuate';
  static readonly hooksType = 'GROUP';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['GROUP_NAME', 'TARGET_GROUPS'];

  private allocator(): string {
    return allocatorOrDefault(this.ctx.cfg.snapshot.cluster, this.op.iallocator);
  }

  private group(): NodeGroup {
    return lookupGroup(this.ctx.cfg.snapshot, this.op.group_name);
  }

  /** The groups that are asked for; none: all others. */
  private wanted(): string[] {
    return (this.op.target_groups ?? []).map((group) => lookupGroup(this.ctx.cfg.snapshot, group).uuid);
  }

  private members(): Instance[] {
    return instancesOfGroup(this.ctx.cfg.snapshot, this.group());
  }

  override expandNames(): LockNeeds {
    const [group, wanted] = [this.group(), this.wanted()];
    if (wanted.includes(group.uuid)) {
      throw new OpPrereqError(
        `Group ${group.uuid} is to be evacuated and cannot be a target (targets are ${commaJoin(wanted)})`,
        ECODE_INVAL,
      );
    }
    this.allocator();
    return { instance: shared(this.members().map((i) => i.name)), nodegroup: 'later', node: 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed {
    const cfg = this.ctx.cfg.snapshot;
    const wanted = this.wanted();
    const nodes = this.members().flatMap((instance) => instanceNodes(cfg, instance));
    if (level === 'nodegroup') {
      return shared(wanted.length === 0 ? ALL_SET : [this.group().uuid, ...wanted, ...groupsOf(cfg, nodes)]);
    }
    const groups = this.ctx.locks.list('nodegroup');
    return shared([...nodes, ...groups.flatMap((group) => nodesOfGroup(cfg, group).map((node) => node.uuid))]);
  }

  override async checkPrereq(): Promise<GroupEvacuatePrereq> {
    const { locks } = this.ctx;
    const cfg = this.ctx.cfg.snapshot;
    const group = this.group();
    const instances = this.members();
    const strange = instances.filter(
      (i) => !locks.owns('instance', i.name) || !instanceNodes(cfg, i).every((uuid) => locks.owns('node', uuid)),
    );
    const gone = locks.list('instance').filter((name) => !instances.some((i) => i.name === name));
    const changed = [...strange.map((i) => i.name), ...gone];
    if (changed.length > 0) {
      throw new OpPrereqError(
        `Instances of node group '${group.name}' have changed since they were locked: ${commaJoin(changed)}; submit the job again`,
        ECODE_STATE,
      );
    }
    const wanted = this.wanted();
    const targets = wanted.length > 0 ? wanted : locks.list('nodegroup').filter((uuid) => uuid !== group.uuid);
    if (targets.length === 0) throw new OpPrereqError('There is no other node group to go to', ECODE_INVAL);
    return { group, instances: instances.map((i) => i.name), targets };
  }

  override hooksEnv({ targets }: GroupEvacuatePrereq): HooksEnv {
    return hooksEnv({ GROUP_NAME: this.op.group_name, TARGET_GROUPS: targets.join(' ') });
  }

  override hooksNodes({ group }: GroupEvacuatePrereq): HookNodes {
    const cfg = this.ctx.cfg.snapshot;
    const nodes = [...new Set([cfg.cluster.master_node, ...nodesOfGroup(cfg, group.uuid).map((n) => n.uuid)])];
    return { pre: nodes, post: nodes };
  }

  async exec({ instances, targets }: GroupEvacuatePrereq): Promise<ResultWithJobs> {
    const { feedback } = this.ctx;
    const jobs = await evacuationJobs(this.ctx, {
      allocator: this.allocator(),
      request: changeGroupRequest(instances, targets),
      what: 'group evacuation',
      places: 'group',
      earlyRelease: this.op.early_release,
    });
    feedback.info(`Iallocator returned ${jobs.length} job(s) for evacuating node group ${this.op.group_name}`);
    if (this.op.force_failover) feedback.info('Will insist on failovers');
    const moves = this.op.force_failover ? jobs.map((ops) => ops.map(asFailover)) : jobs;
    if (!this.op.sequential) return new ResultWithJobs(moves);
    feedback.info('Jobs will be submitted to run sequentially');
    return new ResultWithJobs(oneAfterTheOther(moves));
  }
}

/** The failover that does what a migration was to do; other opcodes as they are. */
function asFailover(op: Jobs[number][number]): Jobs[number][number] {
  if (op['OP_ID'] !== 'OP_INSTANCE_MIGRATE') return op;
  const kept = ['instance_name', 'instance_uuid', 'target_node', 'target_node_uuid', 'ignore_ipolicy', 'cleanup'];
  const values = Object.entries(op).filter(([name]) => kept.includes(name));
  return { ...Object.fromEntries(values), OP_ID: 'OP_INSTANCE_FAILOVER' };
}

/** Each job but the first waits for the one before, however that ends. */
function oneAfterTheOther(jobs: Jobs): Jobs {
  return jobs.map((ops, i) => (i === 0 ? ops : ops.map((op) => ({ ...op, depends: [[-1, ['error', 'success']]] }))));
}
