import { masterNode } from '../../../config/queries.js';
import { ndParamsOf } from '../../planning/params.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import { LogicalUnit, type HookNodes, type LockNeeds } from '../base.js';
import { payloadOf } from '../common/results.js';

/** Completes a new cluster once its master daemon runs: hooks, and the master's switch. */
export class LUClusterPostInit extends LogicalUnit<'OP_CLUSTER_POST_INIT', null> {
  static readonly hooksPath = 'cluster-init';
  static readonly hooksType = 'CLUSTER';
  static readonly requiresBgl = true;
  static readonly hooksVariables = ['OP_TARGET'];

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    const cfg = this.ctx.cfg.snapshot;
    const { ovs, ovs_link } = ndParamsOf(cfg, masterNode(cfg));
    if (ovs && !ovs_link) {
      this.ctx.feedback.info(
        'Open vSwitch has no physical interface (ovs_link) and so no way out of the machine; set one unless that is meant.',
      );
    }
    return null;
  }

  override hooksEnv(): HooksEnv {
    return { OP_TARGET: this.ctx.cfg.snapshot.cluster.cluster_name };
  }

  override hooksNodes(): HookNodes {
    return { pre: [], post: [this.ctx.cfg.snapshot.cluster.master_node] };
  }

  async exec(): Promise<boolean> {
    const cfg = this.ctx.cfg.snapshot;
    const master = masterNode(cfg);
    const { ovs, ovs_name, ovs_link } = ndParamsOf(cfg, master);
    if (ovs) {
      const result = await this.ctx.rpc.tryOne(master.uuid, 'node_configure_ovs', { ovs_name, ovs_link });
      payloadOf(result, 'Could not successully configure Open vSwitch');
    }
    return true;
  }
}
