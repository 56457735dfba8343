import { parseJobId } from '@gnt/luxi-client';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import * as o from '../options.js';
import { forJobs } from './many.js';
import { kill, waitingFilter } from './options.js';

/** gnt-job cancel: takes jobs from the queue. */
export const cancel = defineCommand({
  tool: 'gnt-job',
  name: 'cancel',
  usage: '{[--force] [--kill --yes-do-it] {--pending | --queued | --waiting} | <job-id> [<job-id>...]}',
  args: [many('jobid')],
  options: { force: o.force, kill, statusFilter: waitingFilter, yesDoIt: o.yesDoIt },
  run({ opts, args, session }) {
    if (opts.kill && !opts.yesDoIt) {
      throw new OpPrereqError('The --kill option must be confirmed with --yes-do-it', ECODE_INVAL);
    }
    return forJobs(session, {
      args,
      statusFilter: opts.statusFilter,
      force: opts.force,
      question: `${opts.kill ? 'Kill' : 'Cancel'} the job(s) listed above?`,
      act: (client, job) => client.call('CancelJob', { job: parseJobId(job, 'CancelJob'), kill: opts.kill }),
    });
  },
});
