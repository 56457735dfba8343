import { REPLACE_DISK_CHG, type LockLevel } from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpExecError, OpPrereqError } from '@gnt/protocol';
import { nodesOfGroup } from '../../../config/queries.js';
import { nodeEvacuateRequest } from '../../iallocator/request.js';
import { groupsOf, instancesOn } from '../../planning/layout.js';
import type { Instance, Node } from '../../planning/objects.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { LogicalUnit, ResultWithJobs, type LockNeed, type LockNeeds } from '../base.js';
import { allocatorOrNode } from '../common/checks.js';
import { evacuationJobs, type Jobs } from '../common/evacuation.js';
import { expandNode, nodeName, nodeNames } from '../common/expand.js';
import { shared } from '../common/locks.js';

/** Moves instances off a node, by jobs that an allocator or a given new secondary node decides. */
export class LUNodeEvacuate extends LogicalUnit<'OP_NODE_EVACUATE', readonly string[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private allocator(): string | null {
    return allocatorOrNode(this.ctx.cfg.snapshot.cluster, this.op.iallocator, this.op.remote_node);
  }

  private node(): Node {
    return expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
  }

  /** The new secondary node; none where an allocator decides. */
  private remote(): Node | null {
    const { remote_node, remote_node_uuid } = this.op;
    return remote_node === null ? null : expandNode(this.ctx.cfg.snapshot, remote_node, remote_node_uuid);
  }

  override checkArguments(): void {
    this.allocator();
  }

  override expandNames(): LockNeeds {
    const [node, remote] = [this.node(), this.remote()];
    if (remote !== null && remote.uuid === node.uuid) {
      throw new OpPrereqError(`Node ${node.name} is to be evacuated and cannot be the new secondary node`, ECODE_INVAL);
    }
    if (remote !== null && this.op.mode !== 'secondary-only') {
      throw new OpPrereqError(
        'Without an iallocator only secondary instances can be evacuated (mode secondary-only)',
        ECODE_INVAL,
      );
    }
    return { instance: shared(this.instances().map((i) => i.name)), nodegroup: 'later', node: 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed {
    const nodes = this.places();
    return shared(level === 'nodegroup' ? groupsOf(this.ctx.cfg.snapshot, nodes) : nodes);
  }

  /** The node and those that may take its instances: its group's, or the one given. */
  private places(): string[] {
    const [node, remote] = [this.node(), this.remote()];
    const others = remote ? [remote] : nodesOfGroup(this.ctx.cfg.snapshot, node.group);
    return [...new Set([node.uuid, ...others.map((n) => n.uuid)])];
  }

  private instances(): Instance[] {
    const { primary, secondary } = instancesOn(this.ctx.cfg.snapshot, this.node().uuid);
    switch (this.op.mode) {
      case 'primary-only':
        return primary;
      case 'secondary-only':
        return secondary;
      case 'all':
        throw new OpPrereqError(
          'Primary and secondary instances cannot be evacuated at once: ask for one kind (primary-only or secondary-only) and then for the other',
          ECODE_INVAL,
        );
    }
  }

  override async checkPrereq(): Promise<readonly string[]> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const node = this.node();
    const places = this.places();
    if (!places.every((uuid) => ctx.locks.owns('node', uuid))) {
      throw new OpPrereqError(
        `The nodes in the group of '${node.name}' have changed since they were locked: now there are ${commaJoin(nodeNames(cfg, places))}; submit the job again`,
        ECODE_STATE,
      );
    }
    checkSame('Node groups', groupsOf(cfg, places), ctx.locks.list('nodegroup'));
    const instances = this.instances();
    const names = niceSort(instances.map((i) => i.name));
    checkSame(`The instances on node '${node.name}'`, names, ctx.locks.list('instance'));
    if (names.length > 0) ctx.feedback.info(`Evacuating instances from node '${node.name}': ${commaJoin(names)}`);
    else ctx.feedback.info(`No instances to evacuate from node '${node.name}'`);
    const remote = this.remote();
    const own = instances.find((i) => i.primary_node === remote?.uuid);
    if (own) {
      throw new OpPrereqError(
        `Node ${nodeName(cfg, own.primary_node)} is the primary node of instance ${own.name} and cannot be its secondary`,
        ECODE_INVAL,
      );
    }
    return names;
  }

  async exec(names: readonly string[]): Promise<ResultWithJobs> {
    return new ResultWithJobs(names.length === 0 ? [] : await this.jobs(names));
  }

  private async jobs(names: readonly string[]): Promise<Jobs> {
    const { early_release, mode, ignore_soft_errors } = this.op;
    const allocator = this.allocator();
    if (allocator !== null) {
      return evacuationJobs(this.ctx, {
        allocator,
        request: nodeEvacuateRequest(names, mode, ignore_soft_errors ?? false),
        what: 'node evacuation',
        places: 'nodes',
        earlyRelease: early_release,
      });
    }
    return names.map((instance_name) => [
      {
        OP_ID: 'OP_INSTANCE_REPLACE_DISKS',
        instance_name,
        remote_node: this.remote()?.name,
        disks: [],
        mode: REPLACE_DISK_CHG,
        early_release,
      },
    ]);
  }
}

function checkSame(what: string, now: readonly string[], locked: readonly string[]): void {
  if (now.length === locked.length && now.every((name) => locked.includes(name))) return;
  throw new OpExecError(
    `${what} have changed since they were locked: now '${commaJoin(now)}', then '${commaJoin(locked)}'; submit the job again`,
  );
}
