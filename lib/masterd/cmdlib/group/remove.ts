import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { nodesOfGroup } from '../../../config/queries.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import type { NodeGroup } from '../../planning/objects.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { lookupGroup } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Removes an empty node group that is not the only one. */
export class LUGroupRemove extends LogicalUnit<'OP_GROUP_REMOVE', NodeGroup> {
  static readonly hooksPath = 'group-remove';
  static readonly hooksType = 'GROUP';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['GROUP_NAME'];

  override expandNames(): LockNeeds {
    return { nodegroup: exclusive([lookupGroup(this.ctx.cfg.snapshot, this.op.group_name).uuid]) };
  }

  override async checkPrereq(): Promise<NodeGroup> {
    const cfg = this.ctx.cfg.snapshot;
    const group = lookupGroup(cfg, this.op.group_name);
    const nodes = nodesOfGroup(cfg, group.uuid).map((n) => n.uuid);
    if (nodes.length > 0) {
      throw new OpPrereqError(
        `Group '${this.op.group_name}' has nodes still: ${commaJoin(niceSort(nodes))}`,
        ECODE_STATE,
      );
    }
    if (Object.keys(cfg.nodegroups).length === 1) {
      throw new OpPrereqError(`Group '${this.op.group_name}' is the last one and must stay`, ECODE_STATE);
    }
    return group;
  }

  override hooksEnv(): HooksEnv {
    return { GROUP_NAME: this.op.group_name };
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec({ uuid }: NodeGroup): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      Reflect.deleteProperty(draft.nodegroups, uuid);
    });
  }
}
