import { defineCommand, one } from '../framework/command.js';
import { JobSet } from '../framework/job-set.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { primaryInstances } from './instances.js';

/** What the original ends with when the answer to its question is no. */
const NOT_CONFIRMED = 2;

/** gnt-node failover: fails over all primary instances of a node. */
export const failover = defineCommand({
  tool: 'gnt-node',
  name: 'failover',
  usage: '[-f] <node>',
  args: [one('node')],
  options: {
    force: o.force,
    ignoreConsistency: o.ignoreConsistency,
    iallocator: o.iallocator,
    priority: o.priority,
  },
  async run({ opts, args: [given = ''], session }) {
    const { node, instances } = await primaryInstances(session, given);
    if (instances.length === 0) {
      session.err(`No primary instances on node ${node}, exiting.`);
      return 0;
    }
    const names = instances.map((name) => `'${name}'`).join(',');
    if (!opts.force && !session.ask(`Fail over instance(s) ${names}?`)) return NOT_CONFIRMED;
    const set = new JobSet(session);
    for (const name of instances) {
      const params = { instance_name: name, ignore_consistency: opts.ignoreConsistency, iallocator: opts.iallocator };
      set.queue(name, opcode('OP_INSTANCE_FAILOVER', params));
    }
    const outcomes = await set.results();
    const failed = outcomes.filter(({ ok }) => !ok).length;
    if (failed === 0) {
      session.out(`All ${String(outcomes.length)} instance(s) failed over successfully.`);
    } else {
      session.out('There were errors during the failover:');
      session.out(`${String(failed)} error(s) out of ${String(outcomes.length)} instance(s).`);
    }
    // As in the original, failures are told but do not change the exit code.
    return 0;
  },
});
