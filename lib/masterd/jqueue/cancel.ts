import { LUXI_CANCEL_JOB_TIMEOUT } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import { JobCancelled, JobKilled } from './errors.js';
import { isFinal, isOpFinal, jobStatus } from './job.js';
import type { JobRecord } from './record.js';
import { timestampNow } from './time.js';
import type { JobWaiters } from './waiters.js';

/** What a request to a job came to: whether it worked, and the words for the user. */
export type Answer = [ok: boolean, message: string];

const forever = new AbortController().signal;

/** Cancels a job that was taken out of the queue before it began. */
export async function cancelQueued(record: JobRecord, clock: Clock): Promise<Answer> {
  const now = timestampNow(clock);
  for (const op of record.job.ops.filter((o) => !isOpFinal(o))) {
    op.status = 'canceled';
    op.end_timestamp = now;
  }
  record.job.end_timestamp = now;
  await record.saveSurely();
  return [true, `Dequeued job ${String(record.id)}`];
}

/** Ends a job that waits; one that runs finishes its opcode and does no more, unless it is to be killed. */
export async function cancelStarted(
  record: JobRecord,
  kill: boolean,
  deps: { readonly clock: Clock; readonly waiters: JobWaiters },
): Promise<Answer> {
  if (kill) {
    record.abort.abort(new JobKilled());
    return [true, `Job ${String(record.id)} was told to end at once`];
  }
  if (jobStatus(record.job) !== 'waiting') {
    record.cancelRequested = true;
    return [false, 'The job waits no longer; it was asked to stop but may go on'];
  }
  record.abort.abort(new JobCancelled());
  const deadline = deps.clock.now() + LUXI_CANCEL_JOB_TIMEOUT * 1000;
  while (!record.finished && deps.clock.now() < deadline) {
    await deps.waiters.next(record.id, forever, deadline - deps.clock.now());
  }
  const status = jobStatus(record.published);
  if (status === 'canceled') return [true, 'Job successfully cancelled'];
  if (isFinal(status)) return [false, `The job ended first, with status ${status}`];
  return [false, `Job could not be canceled, status ${status}`];
}

/** The answer about a job that is not there, or has ended. */
export function notInQueue(id: number): Answer {
  return [false, `Job ${String(id)} not found in queue`];
}
