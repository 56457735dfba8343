import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { runForMany } from './selection.js';

/** gnt-instance shutdown: stops instances. */
export const shutdown = defineCommand({
  tool: 'gnt-instance',
  name: 'shutdown',
  usage: '<instance-name>...',
  args: [many('instance')],
  options: {
    force: o.force,
    selectionMode: o.selectionMode,
    forceMultiple: o.forceMultiple,
    timeout: o.timeout,
    ...o.jobOptions,
    ignoreOffline: o.ignoreOffline,
    noRemember: o.noRemember,
  },
  run: ({ opts, args, session }) =>
    runForMany(session, {
      operation: 'shutdown',
      mode: opts.selectionMode,
      names: args,
      forceMultiple: opts.forceMultiple,
      opcodeFor: (name) =>
        opcode('OP_INSTANCE_SHUTDOWN', {
          instance_name: name,
          force: opts.force,
          timeout: opts.timeout,
          ignore_offline_nodes: opts.ignoreOffline,
          no_remember: opts.noRemember,
        }),
    }),
});
