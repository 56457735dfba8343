import { ELOG_MESSAGE, ELOG_MESSAGE_LIST, type JobStatus } from '@gnt/constants';
import { encodeOpError, OpExecError } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Logger } from '../../common/log.js';
import { dependenciesOf, judgeDependency } from './dependencies.js';
import { DaemonStopping, JobCancelled } from './errors.js';
import type { OpcodeExecutor, OpcodeRun } from './interface.js';
import { isOpFinal, jobStatus, markUnfinished, type QueuedOpcode } from './job.js';
import type { JobRecord } from './record.js';
import { timestampNow } from './time.js';

const CANCELLED = 'Job canceled by request';

export interface RunnerDependencies {
  readonly executor: OpcodeExecutor;
  readonly clock: Clock;
  readonly log: Logger;
  /** State of another job, archived ones too; undefined when there is none. */
  readonly statusOf: (id: number) => Promise<JobStatus | undefined>;
  /** Resolves when the job named ends; rejects with the signal's reason. */
  readonly finished: (id: number, signal: AbortSignal) => Promise<void>;
}

type Outcome = 'done' | 'stopped';

/**
 * Runs a job's opcodes one after the other, each from waiting to its end, as `lib/jqueue` of the original does: the
 * first that fails or is cancelled ends the job. Resolves with 'stopped' when the daemon stops while the job waits.
 */
export async function runJob(record: JobRecord, deps: RunnerDependencies): Promise<Outcome> {
  const { job } = record;
  for (const [index, op] of job.ops.entries()) {
    if (isOpFinal(op)) continue;
    if (record.cancelRequested) return endCancelled(record, op, deps);
    try {
      await waitTurn(record, op, deps);
      op.result = await deps.executor.execute(op.input, opcodeRun(record, index, op, deps));
      op.status = 'success';
    } catch (error) {
      if (error instanceof DaemonStopping && op.status === 'waiting') return 'stopped';
      if (error instanceof JobCancelled) return endCancelled(record, op, deps);
      deps.log.info({ err: error, job: job.id, opcode: op.input['OP_ID'] }, 'opcode failed');
      op.status = 'error';
      op.result = encodeOpError(error);
      markUnfinished(job, 'error', encodeOpError(new OpExecError('Preceding opcode failed')));
    }
    op.end_timestamp = timestampNow(deps.clock);
    const last = index === job.ops.length - 1 || op.status === 'error';
    if (last) job.end_timestamp = timestampNow(deps.clock);
    await record.saveSurely();
    if (last) break;
  }
  deps.log.info({ job: job.id, status: jobStatus(job) }, 'job finished');
  return 'done';
}

/** Ends a job that has not begun, or whose opcode was waiting. */
export async function endCancelled(
  record: JobRecord,
  op: QueuedOpcode | undefined,
  deps: Pick<RunnerDependencies, 'clock'>,
): Promise<'done'> {
  const now = timestampNow(deps.clock);
  markUnfinished(record.job, 'canceled', CANCELLED);
  if (op) op.end_timestamp = now;
  record.job.end_timestamp = now;
  await record.saveSurely();
  return 'done';
}

async function waitTurn(record: JobRecord, op: QueuedOpcode, deps: RunnerDependencies): Promise<void> {
  const { job } = record;
  op.status = 'waiting';
  op.result = null;
  op.start_timestamp ??= timestampNow(deps.clock);
  job.start_timestamp ??= op.start_timestamp;
  record.show();
  for (const dependency of dependenciesOf(op.input)) {
    for (;;) {
      const verdict = judgeDependency(job.id, dependency, await deps.statusOf(dependency[0]));
      if (verdict.kind === 'go') break;
      if (verdict.kind === 'cancel') throw new JobCancelled();
      if (verdict.kind === 'fail') throw new OpExecError(verdict.message);
      await deps.finished(dependency[0], record.abort.signal);
    }
  }
}

function opcodeRun(record: JobRecord, index: number, op: QueuedOpcode, deps: RunnerDependencies): OpcodeRun {
  const { signal } = record.abort;
  return {
    jobId: record.id,
    index,
    signal,
    get priority() {
      return op.priority;
    },
    raisePriority() {
      op.priority -= 1;
      record.show();
    },
    async started() {
      if (signal.aborted) throw signal.reason;
      op.status = 'running';
      op.exec_timestamp = timestampNow(deps.clock);
      // On disk before the first effect: after a crash such a job must not run again.
      await record.save();
    },
    async retrying() {
      op.status = 'waiting';
      record.show();
    },
    feedback(kind, value) {
      const messages = kind === ELOG_MESSAGE_LIST && Array.isArray(value) ? (value as unknown[]) : [value];
      record.append(op, timestampNow(deps.clock), kind === ELOG_MESSAGE_LIST ? ELOG_MESSAGE : kind, messages);
    },
  };
}
