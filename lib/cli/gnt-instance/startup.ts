import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { runForMany } from './selection.js';

/** gnt-instance startup: starts instances. */
export const startup = defineCommand({
  tool: 'gnt-instance',
  name: 'startup',
  usage: '<instance-name>...',
  args: [many('instance')],
  options: {
    force: o.force,
    forceMultiple: o.forceMultiple,
    selectionMode: o.selectionMode,
    hvparams: o.hvparams,
    beparams: o.beparams,
    ...o.jobOptions,
    ignoreOffline: o.ignoreOffline,
    noRemember: o.noRemember,
    paused: o.startupPaused,
  },
  run: ({ opts, args, session }) =>
    runForMany(session, {
      operation: 'startup',
      mode: opts.selectionMode,
      names: args,
      forceMultiple: opts.forceMultiple,
      opcodeFor: (name) =>
        opcode('OP_INSTANCE_STARTUP', {
          instance_name: name,
          force: opts.force,
          ignore_offline_nodes: opts.ignoreOffline,
          no_remember: opts.noRemember,
          startup_paused: opts.paused,
          ...(Object.keys(opts.hvparams).length === 0 ? {} : { hvparams: opts.hvparams }),
          ...(Object.keys(opts.beparams).length === 0 ? {} : { beparams: opts.beparams }),
        }),
    }),
});
