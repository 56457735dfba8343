import { parseJobId } from '@gnt/luxi-client';
import { defineCommand, many, one } from '../framework/command.js';
import { parseTimespan } from '../../common/timespan.js';

/** gnt-job archive: moves finished jobs to the archive. */
export const archive = defineCommand({
  tool: 'gnt-job',
  name: 'archive',
  usage: '<job-id> [<job-id>...]',
  args: [many('jobid', 1)],
  options: {},
  async run({ args, session }) {
    const client = await session.client();
    let exitCode = 0;
    for (const job of args) {
      if (await client.call('ArchiveJob', { job: parseJobId(job, 'ArchiveJob') })) continue;
      session.err(`Failed to archive job with ID '${job}'`);
      exitCode = 1;
    }
    return exitCode;
  },
});

/** gnt-job autoarchive: moves jobs of some age to the archive. */
export const autoarchive = defineCommand({
  tool: 'gnt-job',
  name: 'autoarchive',
  usage: '<age>',
  args: [one('suggest')],
  options: {},
  async run({ args: [age = ''], session }) {
    const seconds = age === 'all' ? -1 : parseTimespan(age);
    const [done, left] = await (await session.client()).autoArchiveJobs(seconds);
    session.out(`Archived ${String(done)} jobs, ${String(left)} unchecked left`);
    return 0;
  },
});
