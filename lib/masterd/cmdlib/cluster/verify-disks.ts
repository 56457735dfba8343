import { DT_EXT } from '@gnt/constants';
import { definitionOf } from '@gnt/opcodes';
import { diskTemplateOf } from '../../../config/queries.js';
import { ALL_SET, LogicalUnit, ResultWithJobs, type LockNeeds } from '../base.js';
import { lookupGroup } from '../common/expand.js';
import { shared } from '../common/locks.js';

/** Submits a job for each node group that looks after the disks of its instances. */
export class LUClusterVerifyDisks extends LogicalUnit<'OP_CLUSTER_VERIFY_DISKS', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    const { group_name } = this.op;
    return {
      nodegroup: shared(group_name === null ? ALL_SET : [lookupGroup(this.ctx.cfg.snapshot, group_name).uuid]),
    };
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<ResultWithJobs> {
    const cfg = this.ctx.cfg.snapshot;
    const { group_name, is_strict } = this.op;
    // External storage looks after its volumes itself.
    if (Object.values(cfg.instances).every((i) => diskTemplateOf(cfg, i) === DT_EXT)) return new ResultWithJobs([]);
    const groups = group_name === null ? Object.keys(cfg.nodegroups) : [lookupGroup(cfg, group_name).uuid];
    const { id } = definitionOf('OP_GROUP_VERIFY_DISKS');
    return new ResultWithJobs(groups.map((uuid) => [{ OP_ID: id, group_name: uuid, is_strict }]));
  }
}
