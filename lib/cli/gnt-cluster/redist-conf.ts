import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import { flag } from '../framework/option.js';
import * as o from '../options.js';

/** gnt-cluster redist-conf: sends the configuration to all nodes again. */
export const redistConf = defineCommand({
  tool: 'gnt-cluster',
  name: 'redist-conf',
  usage: '',
  args: [],
  options: { ...o.jobOptions, yesDoIt: flag(['--yes-do-it'], 'do it even while the job queue is drained') },
  async run({ opts, session }) {
    const op = opcode('OP_CLUSTER_REDIST_CONF', {});
    if (opts.yesDoIt) await session.jobs.submitToDrainedQueue(op);
    else await session.jobs.submitOrSend(op);
    return 0;
  },
});
