import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { ensureInstanceExists } from './selection.js';

/** gnt-instance remove: stops an instance and removes it with its disks. */
export const remove = defineCommand({
  tool: 'gnt-instance',
  name: 'remove',
  usage: '[-f] <instance-name>',
  args: [one('instance')],
  options: { force: o.force, shutdownTimeout: o.shutdownTimeout, ignoreFailures: o.ignoreFailures, ...o.jobOptions },
  async run({ opts, args: [name = ''], session }) {
    if (!opts.force) {
      await ensureInstanceExists(session, name);
      const question = `This removes the instance ${name} with its disks and their mirrors: all its data will be gone. Continue?`;
      if (!session.ask(question)) return 1;
    }
    await session.jobs.submitOrSend(
      opcode('OP_INSTANCE_REMOVE', {
        instance_name: name,
        ignore_failures: opts.ignoreFailures,
        shutdown_timeout: opts.shutdownTimeout,
      }),
    );
    return 0;
  },
});
