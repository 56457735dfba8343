import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import type { HooksEnv } from '../../planning/hooks-env.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { ALL_SET, LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { lookupNetwork } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';

/** Removes a network that no group is connected to. */
export class LUNetworkRemove extends LogicalUnit<'OP_NETWORK_REMOVE', string> {
  static readonly hooksPath = 'network-remove';
  static readonly hooksType = 'NETWORK';
  static readonly requiresBgl = false;
  static readonly hooksVariables = ['NETWORK_NAME'];

  private uuid(): string {
    return lookupNetwork(this.ctx.cfg.snapshot, this.op.network_name).uuid;
  }

  override expandNames(): LockNeeds {
    return { network: exclusive([this.uuid()]), nodegroup: shared(ALL_SET) };
  }

  override async checkPrereq(): Promise<string> {
    const uuid = this.uuid();
    const groups = Object.values(this.ctx.cfg.snapshot.nodegroups).filter((g) => uuid in g.networks);
    if (groups.length === 0) return uuid;
    const names = commaJoin(niceSort(groups.map((g) => g.name)));
    this.ctx.feedback.warn(`Network '${this.op.network_name}' is connected to the following node groups: ${names}`);
    throw new OpPrereqError('Network still connected', ECODE_STATE);
  }

  override hooksEnv(): HooksEnv {
    return { NETWORK_NAME: this.op.network_name };
  }

  override hooksNodes(): HookNodes {
    const nodes = [this.ctx.cfg.snapshot.cluster.master_node];
    return { pre: nodes, post: nodes };
  }

  async exec(uuid: string): Promise<void> {
    await this.ctx.cfg.update((draft) => {
      Reflect.deleteProperty(draft.networks, uuid);
    });
  }
}
