import type { Logger } from '../../common/log.js';
import type { ConfigSnapshot } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';

/** Brings the cluster's address up on this node; a failure is logged, as the master works without it. */
export async function activateMasterIp(cfg: ConfigSnapshot, rpc: RpcRunner, log: Logger): Promise<void> {
  const { cluster } = cfg;
  const result = await rpc.tryOne(cluster.master_node, 'node_activate_master_ip', {
    master_params: {
      uuid: cluster.master_node,
      ip: cluster.master_ip,
      netmask: cluster.master_netmask,
      netdev: cluster.master_netdev,
      ip_family: cluster.primary_ip_family,
    },
    use_external_mip_script: cluster.use_external_mip_script,
  });
  if (result.ok) log.info({ ip: cluster.master_ip }, 'master address is up');
  else log.warn({ ip: cluster.master_ip, reason: result.error }, 'master address could not be brought up');
}
