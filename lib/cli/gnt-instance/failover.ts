import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { ensureInstanceExists } from './selection.js';

/** Refuses a target that is given twice. */
export function checkTarget(iallocator: string | null, targetNode: string | null): void {
  if (iallocator !== null && targetNode !== null) {
    throw new OpPrereqError('Give an iallocator (-I) or a target node (-n), not both', ECODE_INVAL);
  }
}

/** gnt-instance failover: stops an instance and starts it on another node. */
export const failover = defineCommand({
  tool: 'gnt-instance',
  name: 'failover',
  usage: '[-f] <instance-name>',
  args: [one('instance')],
  options: {
    force: o.force,
    ignoreConsistency: o.ignoreConsistency,
    ...o.jobOptions,
    shutdownTimeout: o.shutdownTimeout,
    targetNode: o.targetNode,
    iallocator: o.iallocator,
    ignoreIpolicy: o.ignoreIpolicy,
    cleanup: o.cleanup,
  },
  async run({ opts, args: [name = ''], session }) {
    checkTarget(opts.iallocator, opts.targetNode);
    if (!opts.force) {
      await ensureInstanceExists(session, name);
      if (!session.ask(`The instance ${name} will be failed over, for which it is shut down. Continue?`)) return 1;
    }
    if (opts.ignoreConsistency) {
      const question = `To fail over the instance ${name} like this, its node must be marked offline first. Is it?`;
      if (!session.ask(question)) return 1;
    }
    await session.jobs.submitOrSend(
      opcode('OP_INSTANCE_FAILOVER', {
        instance_name: name,
        ignore_consistency: opts.ignoreConsistency,
        shutdown_timeout: opts.shutdownTimeout,
        iallocator: opts.iallocator,
        target_node: opts.targetNode,
        ignore_ipolicy: opts.ignoreIpolicy,
        cleanup: opts.cleanup,
      }),
    );
    return 0;
  },
});
