import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-cluster activate-master-ip: gives the master its cluster address. */
export const activateMasterIp = defineCommand({
  tool: 'gnt-cluster',
  name: 'activate-master-ip',
  usage: '',
  args: [],
  options: {},
  async run({ session }) {
    await session.jobs.submit(opcode('OP_CLUSTER_ACTIVATE_MASTER_IP', {}));
    return 0;
  },
});

/** gnt-cluster deactivate-master-ip: takes the cluster address from the master. */
export const deactivateMasterIp = defineCommand({
  tool: 'gnt-cluster',
  name: 'deactivate-master-ip',
  usage: '',
  args: [],
  options: { confirm: o.confirm },
  async run({ opts, session }) {
    const question =
      "The cluster's address will be taken down and all connections through it will break; the master is then reached by its own address only. Continue?";
    if (!opts.confirm && !session.ask(question)) return 1;
    await session.jobs.submit(opcode('OP_CLUSTER_DEACTIVATE_MASTER_IP', {}));
    return 0;
  },
});
