import { ECODE_EXISTS, OpPrereqError } from '@gnt/protocol';
import { findNetwork } from '../../../config/queries.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { lookupNetwork } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Gives a network another name. */
export class LUNetworkRename extends LogicalUnit<'OP_NETWORK_RENAME', string> {
  static readonly hooksPath = 'network-rename';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['NEW_NAME', 'OLD_NAME'];

  override expandNames(): LockNeeds {
    return { network: exclusive([lookupNetwork(this.ctx.cfg.snapshot, this.op.network_name).uuid]) };
  }

  override async checkPrereq(): Promise<string> {
    const cfg = this.ctx.cfg.snapshot;
    const { uuid } = lookupNetwork(cfg, this.op.network_name);
    const taken = findNetwork(cfg, this.op.new_name);
    if (!taken) return uuid;
    throw new OpPrereqError(
      `Desired new name '${this.op.new_name}' clashes with existing network (UUID: ${taken.uuid})`,
      ECODE_EXISTS,
    );
  }

  override hooksEnv(): HooksEnv {
    return { OLD_NAME: this.op.network_name, NEW_NAME: this.op.new_name };
  }

  override hooksNodes(uuid: string): HookNodes {
    const { cluster, nodes, nodegroups } = this.ctx.cfg.snapshot;
    const connected = Object.values(nodes).filter((n) => uuid in (nodegroups[n.group]?.networks ?? {}));
    const all = [...new Set([cluster.master_node, ...connected.map((n) => n.uuid)])];
    return { pre: all, post: all };
  }

  async exec(uuid: string): Promise<string> {
    await this.ctx.cfg.update((draft) => {
      const network = draft.networks[uuid];
      if (network) network.name = this.op.new_name;
    });
    return this.op.new_name;
  }
}
