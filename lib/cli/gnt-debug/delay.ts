import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { flag, flagOff, list, value } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import * as type from '../framework/types.js';
import * as o from '../options.js';

/** gnt-debug delay: runs a job that only waits. */
export const delay = defineCommand({
  tool: 'gnt-debug',
  name: 'delay',
  usage: '[<opts>...] <duration>',
  args: [one('unknown')],
  options: {
    onMaster: flagOff(['--no-master'], 'do not wait on the master'),
    onNodes: list(['-n'], type.text, 'wait on this node; may be given more than once'),
    repeat: value(['-r', '--repeat'], type.int, 'how many times to wait', { fallback: 0 }),
    interruptible: flag(['-i', '--interruptible'], 'open a socket through which the wait can be ended'),
    noLocks: flag(['-l', '--no-locks'], 'take no locks'),
    ...o.jobOptions,
  },
  async run({ opts, args: [duration = ''], session }) {
    const seconds = duration.trim() === '' ? Number.NaN : Number(duration);
    if (Number.isNaN(seconds))
      throw new OpPrereqError(`Invalid duration '${duration}': give a number of seconds`, ECODE_INVAL);
    const op = opcode('OP_TEST_DELAY', {
      duration: seconds,
      on_master: opts.onMaster,
      on_nodes: [...opts.onNodes],
      repeat: opts.repeat,
      interruptible: opts.interruptible,
      no_locks: opts.noLocks,
    });
    await session.jobs.submitOrSend(op);
    return 0;
  },
});
