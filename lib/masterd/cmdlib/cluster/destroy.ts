import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { masterNetworkParameters } from '../../../config/queries.js';
import type { HooksEnv } from '../../planning/hooks-env.js';
import { LogicalUnit, type LockNeeds } from '../base.js';
import { warnUnlessOk } from '../common/results.js';

/** Prepares the end of a cluster of which only the master is left; the client completes it when the master has stopped. */
export class LUClusterDestroy extends LogicalUnit<'OP_CLUSTER_DESTROY', null> {
  static readonly hooksPath = 'cluster-destroy';
  static readonly hooksType = 'CLUSTER';
  static readonly requiresBgl = true;
  static readonly hooksVariables = ['OP_TARGET'];

  override expandNames(): LockNeeds {
    return {};
  }

  override hooksEnv(): HooksEnv {
    return { OP_TARGET: this.ctx.cfg.snapshot.cluster.cluster_name };
  }

  override async checkPrereq(): Promise<null> {
    const { nodes, instances, cluster } = this.ctx.cfg.snapshot;
    const others = Object.keys(nodes).filter((uuid) => uuid !== cluster.master_node).length;
    if (others > 0) throw new OpPrereqError(`There are still ${others} node(s) in this cluster.`, ECODE_INVAL);
    const guests = Object.keys(instances).length;
    if (guests > 0) throw new OpPrereqError(`There are still ${guests} instance(s) in this cluster.`, ECODE_INVAL);
    return null;
  }

  async exec(): Promise<string> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const master_params = masterNetworkParameters(cfg);
    const master = cfg.cluster.master_node;
    // The last hooks run here: afterwards there is no cluster to run them in.
    const own = Object.entries(this.hooksEnv());
    const env = Object.fromEntries(
      own.flatMap(([key, value]) => [
        [`GANETI_${key}`, value],
        [`GANETI_POST_${key}`, value],
      ]),
    );
    await ctx.services.runHooks(LUClusterDestroy.hooksPath, 'post', [master], env);
    const result = await ctx.rpc.tryOne(master, 'node_deactivate_master_ip', {
      master_params,
      use_external_mip_script: cfg.cluster.use_external_mip_script,
    });
    warnUnlessOk(result, 'Error disabling the master IP address', (m) => ctx.feedback.warn(m));
    return master;
  }
}
