import { EXIT_CONFIRMATION, HT_MIGRATION_NONLIVE } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { JobSet, type SubmittedJobs } from '../framework/job-set.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { primaryInstances } from './instances.js';

/** gnt-node migrate: moves all running instances of a node away. */
export const migrate = defineCommand({
  tool: 'gnt-node',
  name: 'migrate',
  usage: '[-f] <node>',
  args: [one('node')],
  options: {
    force: o.force,
    live: o.nonLive,
    migrationMode: o.migrationMode,
    targetNode: o.targetNode,
    iallocator: o.iallocator,
    priority: o.priority,
    ignoreIpolicy: o.ignoreIpolicy,
    runtimeChanges: o.noRuntimeChanges,
    ...o.submitOptions,
  },
  async run({ opts, args: [given = ''], session }) {
    const { node, instances } = await primaryInstances(session, given);
    if (instances.length === 0) {
      session.out(`No primary instances on node ${node}, exiting.`);
      return 0;
    }
    if (!opts.force && !session.ask(`Migrate instance(s) ${instances.join(', ')}?`)) return EXIT_CONFIRMATION;
    if (!opts.live && opts.migrationMode !== null) {
      throw new OpPrereqError('--non-live and --migration-mode exclude each other', ECODE_INVAL);
    }
    const op = opcode('OP_NODE_MIGRATE', {
      node_name: given,
      mode: opts.live ? opts.migrationMode : HT_MIGRATION_NONLIVE,
      iallocator: opts.iallocator,
      target_node: opts.targetNode,
      allow_runtime_changes: opts.runtimeChanges,
      ignore_ipolicy: opts.ignoreIpolicy,
    });
    const { jobs } = (await session.jobs.submitOrSend(op)) as SubmittedJobs;
    const set = new JobSet(session);
    set.addSubmitted(jobs);
    const failed = (await set.results()).filter(({ ok }) => !ok).length;
    if (failed === 0) session.out('All instances migrated successfully.');
    else session.out(`${String(failed)} instances of the node could not be migrated.`);
    return failed === 0 ? 0 : 1;
  },
});
