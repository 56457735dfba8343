import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-cluster rename: gives the cluster another name, and with it another address. */
export const rename = defineCommand({
  tool: 'gnt-cluster',
  name: 'rename',
  usage: '<new-name>',
  args: [one('host')],
  options: { force: o.force, dryRun: o.dryRun },
  async run({ opts, args: [name = ''], session }) {
    const [old] = await (await session.client()).queryConfigValues(['cluster_name']);
    if (!opts.force) {
      const question = `The cluster '${String(old)}' will be renamed to '${name}' and its address taken from the node. A connection through that address will break, and the change may then not be completed. Continue?`;
      if (!session.ask(question)) return 1;
    }
    const result = await session.jobs.submit(opcode('OP_CLUSTER_RENAME', { name }));
    if (typeof result === 'string' && result !== '')
      session.out(`Cluster renamed from '${String(old)}' to '${result}'`);
    return 0;
  },
});
