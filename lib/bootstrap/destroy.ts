import type { RpcRunner } from '../rpc/interface.js';
import type { BootstrapContext } from './context.js';
import { withNodeCalls } from './node-calls.js';

/** How the master's address is held; what the address calls of the node daemon take. */
async function masterParameters(masterUuid: string, ctx: BootstrapContext) {
  const value = async (key: string): Promise<string> =>
    ((await ctx.files.readTextIfPresent(ctx.paths.ssconf(key))) ?? '').trim();
  return {
    uuid: masterUuid,
    ip: await value('master_ip'),
    netmask: Number(await value('master_netmask')),
    netdev: await value('master_netdev'),
    ip_family: Number(await value('primary_ip_family')),
  };
}

/**
 * Completes what OP_CLUSTER_DESTROY began on the last node: takes the master's address and daemons down, then removes
 * the cluster's files here. Goes on past failures and reports them.
 */
export async function finishClusterDestroy(
  masterUuid: string,
  options: { readonly modifySshSetup: boolean; readonly useExternalMipScript: boolean },
  ctx: BootstrapContext,
): Promise<void> {
  const params = await masterParameters(masterUuid, ctx);
  await withNodeCalls(ctx, async (rpc: RpcRunner) => {
    const node = ctx.resolver.hostname;
    const address = await rpc.tryOne(node, 'node_deactivate_master_ip', {
      master_params: params,
      use_external_mip_script: options.useExternalMipScript,
    });
    if (!address.ok) ctx.warn(`Could not take the master's address down: ${address.error}`);
    const stopped = await rpc.tryOne(node, 'node_stop_master', {});
    if (!stopped.ok) ctx.warn(`Could not stop the master's daemons: ${stopped.error}`);
    const left = await rpc.tryOne(node, 'node_leave_cluster', { modify_ssh_setup: options.modifySshSetup });
    if (!left.ok) ctx.warn(`Could not clean up this node: ${left.error}`);
  });
}
