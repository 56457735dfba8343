import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** What the original ends with when the answer to its question is no. */
const NOT_CONFIRMED = 2;

/** gnt-node powercycle: restarts a node at once. */
export const powercycle = defineCommand({
  tool: 'gnt-node',
  name: 'powercycle',
  usage: '<node-name>',
  args: [one('node')],
  options: { force: o.force, confirm: o.confirm, ...o.jobOptions },
  async run({ opts, args: [node = ''], session }) {
    if (!opts.confirm && !session.ask(`Are you sure you want to hard powercycle node ${node}?`)) return NOT_CONFIRMED;
    const result = await session.jobs.submitOrSend(
      opcode('OP_NODE_POWERCYCLE', { node_name: node, force: opts.force }),
    );
    if (typeof result === 'string' && result !== '') session.err(result);
    return 0;
  },
});
