import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { runForMany } from './selection.js';

/** gnt-instance reboot: restarts instances. */
export const reboot = defineCommand({
  tool: 'gnt-instance',
  name: 'reboot',
  usage: '<instance-name>...',
  args: [many('instance')],
  options: {
    forceMultiple: o.forceMultiple,
    rebootType: o.rebootType,
    ignoreSecondaries: o.ignoreSecondaries,
    selectionMode: o.selectionMode,
    shutdownTimeout: o.shutdownTimeout,
    ...o.jobOptions,
  },
  run: ({ opts, args, session }) =>
    runForMany(session, {
      operation: 'reboot',
      mode: opts.selectionMode,
      names: args,
      forceMultiple: opts.forceMultiple,
      opcodeFor: (name) =>
        opcode('OP_INSTANCE_REBOOT', {
          instance_name: name,
          reboot_type: opts.rebootType,
          ignore_secondaries: opts.ignoreSecondaries,
          shutdown_timeout: opts.shutdownTimeout,
        }),
    }),
});
