import { ECODE_EXISTS, OpPrereqError } from '@gnt/protocol';
import { findGroup, nodesOfGroup } from '../../../config/queries.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import type { NodeGroup } from '../../planning/objects.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { lookupGroup } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Gives a node group another name. */
export class LUGroupRename extends LogicalUnit<'OP_GROUP_RENAME', NodeGroup> {
  static readonly hooksPath = 'group-rename';
  static readonly hooksType = 'GROUP';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['NEW_NAME', 'OLD_NAME'];

  override expandNames(): LockNeeds {
    return { nodegroup: exclusive([lookupGroup(this.ctx.cfg.snapshot, this.op.group_name).uuid]) };
  }

  override async checkPrereq(): Promise<NodeGroup> {
    const cfg = this.ctx.cfg.snapshot;
    const group = lookupGroup(cfg, this.op.group_name);
    const taken = findGroup(cfg, this.op.new_name);
    if (taken) {
      throw new OpPrereqError(
        `There is a node group named '${this.op.new_name}' already (UUID: ${taken.uuid})`,
        ECODE_EXISTS,
      );
    }
    return group;
  }

  override hooksEnv(): HooksEnv {
    return { OLD_NAME: this.op.group_name, NEW_NAME: this.op.new_name };
  }

  override hooksNodes({ uuid }: NodeGroup): HookNodes {
    const cfg = this.ctx.cfg.snapshot;
    const nodes = [...new Set([cfg.cluster.master_node, ...nodesOfGroup(cfg, uuid).map((n) => n.uuid)])];
    return { pre: nodes, post: nodes };
  }

  async exec({ uuid }: NodeGroup): Promise<string> {
    await this.ctx.cfg.update((draft) => {
      const group = draft.nodegroups[uuid];
      if (group) group.name = this.op.new_name;
    });
    return this.op.new_name;
  }
}
