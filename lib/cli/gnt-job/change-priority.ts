import { parseJobId } from '@gnt/luxi-client';
import { defineCommand, many } from '../framework/command.js';
import * as o from '../options.js';
import { forJobs } from './many.js';
import { waitingFilter } from './options.js';

/** gnt-job change-priority: moves jobs in the queue. */
export const changePriority = defineCommand({
  tool: 'gnt-job',
  name: 'change-priority',
  usage: '--priority <priority> {[--force] {--pending | --queued | --waiting} | <job-id> [<job-id>...]}',
  args: [many('jobid')],
  options: { priority: o.priority, force: o.force, statusFilter: waitingFilter },
  async run({ opts, args, session }) {
    const { priority } = opts;
    if (priority === null) {
      session.err('--priority option must be given.');
      return 1;
    }
    return forJobs(session, {
      args,
      statusFilter: opts.statusFilter,
      force: opts.force,
      question: 'Change priority of job(s) listed above?',
      act: (client, job) => client.call('ChangeJobPriority', { job: parseJobId(job, 'ChangeJobPriority'), priority }),
    });
  },
});
