import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import { initOptions, toInitOptions } from './init-options.js';

/** gnt-cluster init: makes a cluster of this one machine. */
export const init = defineCommand({
  tool: 'gnt-cluster',
  name: 'init',
  usage: '[<opts>...] <cluster-name>',
  args: [one('host')],
  options: initOptions,
  async run({ opts, args: [name = ''], session }) {
    const request = toInitOptions(name, opts, (line) => {
      session.out(line);
    });
    const bootstrap = await session.deps.bootstrap();
    await bootstrap.initCluster(request);
    await session.jobs.submit(opcode('OP_CLUSTER_POST_INIT', {}));
    return 0;
  },
});
