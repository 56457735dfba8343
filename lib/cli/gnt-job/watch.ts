import { parseJobId, silentReporter, type JobReporter } from '@gnt/luxi-client';
import { GanetiError } from '@gnt/protocol';
import { defineCommand, one } from '../framework/command.js';
import { formatError } from '../framework/format-error.js';
import type { Session } from '../framework/session.js';

async function follow(session: Session, job: string, reporter?: JobReporter): Promise<number> {
  try {
    await session.jobs.poll(parseJobId(job, 'WaitForJobChange'), reporter);
    return 0;
  } catch (error) {
    if (!(error instanceof GanetiError)) throw error;
    const { text, exitCode } = formatError(error, session.paths);
    session.err(`Job ${job} failed: ${text}`);
    return exitCode;
  }
}

/** gnt-job watch: prints a job's log as it comes. */
export const watch = defineCommand({
  tool: 'gnt-job',
  name: 'watch',
  usage: '<job-id>',
  args: [one('jobid')],
  options: {},
  run({ args: [job = ''], session }) {
    const title = `Output from job ${job} follows`;
    session.out(title);
    session.out('-'.repeat(title.length));
    return follow(session, job);
  },
});

/** gnt-job wait: waits for a job and says nothing. */
export const wait = defineCommand({
  tool: 'gnt-job',
  name: 'wait',
  usage: '<job-id>',
  args: [one('jobid')],
  options: {},
  run: ({ args: [job = ''], session }) => follow(session, job, silentReporter),
});
