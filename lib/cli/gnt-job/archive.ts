import { parseJobId } from '@gnt/luxi-client';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many, one } from '../framework/command.js';

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

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

/** A span of time like "90", "5m", "1d" or "2w" in seconds. */
export function parseTimespan(text: string): number {
  const [, digits, unit] = /^\s*([+-]?\d+)([smhdw]?)$/.exec(text) ?? [];
  const factor = SECONDS[unit ?? ''];
  if (digits === undefined || factor === undefined) {
    throw new OpPrereqError(
      `Invalid time specification '${text}'; give a number, and s, m, h, d or w behind it`,
      ECODE_INVAL,
    );
  }
  return Number(digits) * factor;
}

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
