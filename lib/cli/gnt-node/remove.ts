import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-node remove: takes a node out of the cluster. */
export const remove = defineCommand({
  tool: 'gnt-node',
  name: 'remove',
  usage: '<node-name>',
  args: [one('node')],
  options: { dryRun: o.dryRun, priority: o.priority },
  async run({ args: [name = ''], session }) {
    await session.jobs.submit(opcode('OP_NODE_REMOVE', { node_name: name }));
    return 0;
  },
});
