import { defineCommand } from '../framework/command.js';
import { waitForSubmitted } from '../framework/job-set.js';
import { opcode } from '../framework/opcode.js';
import { asksForNothing, modifyOptions, toChanges } from './modify-options.js';

/** gnt-cluster modify: changes settings of the cluster. */
export const modify = defineCommand({
  tool: 'gnt-cluster',
  name: 'modify',
  usage: '[<opts>...]',
  args: [],
  options: modifyOptions,
  async run({ opts, session }) {
    if (asksForNothing(opts)) {
      session.err('Nothing to change: give one of the options at least.');
      return 1;
    }
    const changes = toChanges(opts, (line) => {
      session.out(line);
    });
    return waitForSubmitted(session, await session.jobs.submitOrSend(opcode('OP_CLUSTER_SET_PARAMS', changes)));
  },
});
