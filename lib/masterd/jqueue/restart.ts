import { OPCODE_REASON_SRC_PICKUP } from '@gnt/constants';
import { OpExecError } from '@gnt/protocol';
import { isFinal, jobStatus, type QueuedJob } from './job.js';
import { parseJob, withReason } from './submission.js';
import type { Timestamp } from './time.js';

/** What becomes of a job that is found on disk when the daemon starts. */
export type Fate =
  | { readonly kind: 'finished' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'failed'; readonly reason: unknown };

/**
 * Jobs that waited run again (what they had done stays done) and know why; one whose opcode was running cannot, as
 * nobody knows how far it came; nor one whose opcodes this release does not accept. Changes the job only to make it
 * ready to run.
 */
export function fateAtRestart(job: QueuedJob, now: Timestamp): Fate {
  const status = jobStatus(job);
  if (isFinal(status)) return { kind: 'finished' };
  if (status === 'canceling') return { kind: 'cancelled' };
  if (status === 'running') return { kind: 'failed', reason: new OpExecError('Unclean master daemon shutdown') };
  try {
    const inputs = parseJob(job.ops.map((op) => op.input));
    for (const [index, op] of job.ops.entries()) {
      if (op.status === 'waiting') op.status = 'queued';
      const input = inputs[index] ?? op.input;
      op.input = op.status === 'queued' ? withReason(input, OPCODE_REASON_SRC_PICKUP, job.id, index, now) : input;
    }
    return { kind: 'queued' };
  } catch (reason) {
    return { kind: 'failed', reason };
  }
}
