import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-cluster destroy: ends the cluster, of which only the master may be left. */
export const destroy = defineCommand({
  tool: 'gnt-cluster',
  name: 'destroy',
  usage: '',
  args: [],
  options: { yesDoIt: o.yesDoIt },
  async run({ opts, session }) {
    if (!opts.yesDoIt) {
      session.err('Destroying a cluster cannot be undone. If you really want it, add the option --yes-do-it.');
      return 1;
    }
    const info = await (await session.client()).call('QueryClusterInfo', {});
    const masterUuid = await session.jobs.submit(opcode('OP_CLUSTER_DESTROY', {}));
    // The daemons are about to go; nothing may hold a connection to them.
    await session.close();
    const bootstrap = await session.deps.bootstrap();
    await bootstrap.finishClusterDestroy(String(masterUuid), {
      modifySshSetup: info['modify_ssh_setup'] === true,
      useExternalMipScript: info['use_external_mip_script'] === true,
    });
    return 0;
  },
});
