import { masterNetworkParameters } from '../../../config/queries.js';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { payloadOf } from '../common/results.js';

/** Brings the cluster's address up on the master. */
export class LUClusterActivateMasterIp extends LogicalUnit<'OP_CLUSTER_ACTIVATE_MASTER_IP', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = true;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<void> {
    const cfg = this.ctx.cfg.snapshot;
    const { master_node, use_external_mip_script } = cfg.cluster;
    const args = { master_params: masterNetworkParameters(cfg), use_external_mip_script };
    payloadOf(
      await this.ctx.rpc.tryOne(master_node, 'node_activate_master_ip', args),
      'Could not activate the master IP',
    );
  }
}

/** Takes the cluster's address down on the master. */
export class LUClusterDeactivateMasterIp extends LogicalUnit<'OP_CLUSTER_DEACTIVATE_MASTER_IP', null> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = true;

  override expandNames(): LockNeeds {
    return {};
  }

  override async checkPrereq(): Promise<null> {
    return null;
  }

  async exec(): Promise<void> {
    const cfg = this.ctx.cfg.snapshot;
    const { master_node, use_external_mip_script } = cfg.cluster;
    const args = { master_params: masterNetworkParameters(cfg), use_external_mip_script };
    payloadOf(
      await this.ctx.rpc.tryOne(master_node, 'node_deactivate_master_ip', args),
      'Could not deactivate the master IP',
    );
  }
}
