import { LUXI_WFJC_TIMEOUT } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import { isFinal, jobStatus, type LogEntry, type QueuedJob } from '../../jqueue/job.js';
import { jobNumber, type LuxiCall, type LuxiHandler } from '../context.js';

type Update = [fields: unknown[], log: LogEntry[]];

/** The fields of the job; nulls when one of them is not known. */
async function valuesOf(job: QueuedJob, fields: readonly string[], { engine }: LuxiCall): Promise<unknown[]> {
  // What every client asks while it waits needs no query.
  if (fields.length === 1 && fields[0] === 'status') return [jobStatus(job)];
  try {
    const [row] = await engine.plain('job', [job.id], fields);
    return row ?? fields.map(() => null);
  } catch {
    return fields.map(() => null);
  }
}

function newerLines(job: QueuedJob, previous: unknown): LogEntry[] {
  const lines = job.ops.flatMap((op) => op.log);
  if (previous === null) return lines;
  return typeof previous === 'number' ? lines.filter(([serial]) => serial > previous) : [];
}

/**
 * Waits until the job's fields or log differ from what the client has, the job is done, or the time is up; answers the
 * state as it then is in each case (the original never says "nochange" here).
 */
export const waitForJobChange: LuxiHandler<'WaitForJobChange'> = async (
  { job: given, fields, prev_job, prev_log, tmout },
  call,
) => {
  const { queue, clock, signal } = call;
  const id = jobNumber(given);
  const known = JSON.stringify([prev_job, []]);
  const deadline = clock.now() + Math.min(tmout, LUXI_WFJC_TIMEOUT) * 1000;
  for (;;) {
    const version = queue.version(id);
    const job = queue.get(id);
    if (!job) throw ganetiError('JobLost', ["Can't load job file"]);
    const update: Update = [await valuesOf(job, fields, call), newerLines(job, prev_log)];
    const left = deadline - clock.now();
    if (isFinal(jobStatus(job)) || left <= 0 || JSON.stringify(update) !== known) return update;
    await queue.news(id, version, left, signal);
  }
};
