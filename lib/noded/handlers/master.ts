import { SS_MASTER_NODE } from '@gnt/constants';
import { changeMasterIp, changeMasterNetmask } from '../backend/master/address.js';
import { startMaster, stopMaster } from '../backend/master/role.js';
import { leaveCluster } from '../backend/node/membership.js';
import { done, type Handlers } from './types.js';

/** Calls of bootstrap and failover. */
export const masterHandlers = {
  master_node_name: (_args, ctx) => ctx.ssconf.value(SS_MASTER_NODE),
  node_start_master_daemons: ({ no_voting }, ctx) => done(startMaster(ctx, no_voting)),
  node_stop_master: (_args, ctx) => done(stopMaster(ctx)),
  node_activate_master_ip: ({ master_params, use_external_mip_script }, ctx) =>
    done(changeMasterIp(ctx, 'start', master_params, use_external_mip_script)),
  node_deactivate_master_ip: ({ master_params, use_external_mip_script }, ctx) =>
    done(changeMasterIp(ctx, 'stop', master_params, use_external_mip_script)),
  node_change_master_netmask: ({ old_netmask, netmask, master_ip, master_netdev }, ctx) =>
    done(changeMasterNetmask(ctx, old_netmask, netmask, master_ip, master_netdev)),
  node_leave_cluster: async ({ modify_ssh_setup }, ctx) => {
    await ctx.exclusive.run('journal', async () => {
      await ctx.journal.forget();
      await leaveCluster(ctx, modify_ssh_setup);
    });
    ctx.stop('this node has left the cluster');
    return 'Shutdown scheduled';
  },
} satisfies Handlers;
