import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { Node } from '../../planning/objects.js';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { expandNode } from '../common/expand.js';
import { payloadOf } from '../common/results.js';

/** Restarts a machine at once, guests and all. */
export class LUNodePowercycle extends LogicalUnit<'OP_NODE_POWERCYCLE', Node> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private node(): Node {
    return expandNode(this.ctx.cfg.snapshot, this.op.node_name, this.op.node_uuid);
  }

  override checkArguments(): void {
    if (this.node().uuid === this.ctx.cfg.snapshot.cluster.master_node && !this.op.force) {
      throw new OpPrereqError('To powercycle the master itself, force it', ECODE_INVAL);
    }
  }

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<Node> {
    return this.node();
  }

  async exec(node: Node): Promise<string> {
    const { cluster } = this.ctx.cfg.snapshot;
    const hypervisor = cluster.enabled_hypervisors[0] ?? '';
    const hvparams = { ...cluster.hvparams[hypervisor] };
    return payloadOf(
      await this.ctx.rpc.tryOne(node.uuid, 'node_powercycle', { hypervisor, hvparams }),
      'Failed to schedule the reboot',
    );
  }
}
