import { JOBS_FINALIZED, OPS_FINALIZED, OP_PRIO_DEFAULT, type JobStatus } from '@gnt/constants';
import { isBefore, type Timestamp } from './time.js';

/** Opcodes have the states of jobs. */
export type OpStatus = JobStatus;
/** One line of a job's log: serial, time, kind (ELOG_*), message. */
export type LogEntry = [serial: number, time: Timestamp, kind: string, message: unknown];
/** An opcode as it was submitted: OP_ID and parameters. */
export type OpInput = Readonly<Record<string, unknown>>;

/** One opcode of a job; the names are those of the job file. */
export interface QueuedOpcode {
  input: OpInput;
  status: OpStatus;
  result: unknown;
  log: LogEntry[];
  priority: number;
  start_timestamp: Timestamp | null;
  exec_timestamp: Timestamp | null;
  end_timestamp: Timestamp | null;
}

/** A job; the names are those of the job file. */
export interface QueuedJob {
  readonly id: number;
  ops: QueuedOpcode[];
  received_timestamp: Timestamp | null;
  start_timestamp: Timestamp | null;
  end_timestamp: Timestamp | null;
}

/** A new opcode of a job that was just received. */
export function queuedOpcode(input: OpInput): QueuedOpcode {
  const priority = input['priority'];
  return {
    input,
    status: 'queued',
    result: null,
    log: [],
    priority: typeof priority === 'number' ? priority : OP_PRIO_DEFAULT,
    start_timestamp: null,
    exec_timestamp: null,
    end_timestamp: null,
  };
}

/** Whether nothing will change any more. */
export function isFinal(status: JobStatus): boolean {
  return (JOBS_FINALIZED as readonly string[]).includes(status);
}

/** A job's state as its opcodes make it: the first that failed or was cancelled decides, else the last that began. */
export function jobStatus(job: Pick<QueuedJob, 'ops'>): JobStatus {
  let status: JobStatus = 'queued';
  let success = true;
  for (const op of job.ops) {
    if (op.status === 'error' || op.status === 'canceling' || op.status === 'canceled') return op.status;
    if (op.status !== 'success') success = false;
    if (op.status !== 'success' && op.status !== 'queued') status = op.status;
  }
  return success ? 'success' : status;
}

/** The best (lowest) priority of the opcodes that are not done. */
export function jobPriority(job: Pick<QueuedJob, 'ops'>): number {
  const open = job.ops.filter((op) => !isOpFinal(op));
  return open.length === 0 ? OP_PRIO_DEFAULT : Math.min(...open.map((op) => op.priority));
}

export function isOpFinal(op: Pick<QueuedOpcode, 'status'>): boolean {
  return (OPS_FINALIZED as readonly string[]).includes(op.status);
}

/** Serial of the newest line of the log. */
export function lastLogSerial(job: Pick<QueuedJob, 'ops'>): number {
  let last = 0;
  for (const op of job.ops) for (const [serial] of op.log) last = Math.max(last, serial);
  return last;
}

/** Gives the opcodes that are not done a state and a result. */
export function markUnfinished(job: QueuedJob, status: OpStatus, result: unknown): void {
  for (const op of job.ops) {
    if (isOpFinal(op)) continue;
    op.status = status;
    op.result = result;
  }
}

/** Whether the job ended (began, when it has no end) before that time; no time: whether it ended at all. */
export function isArchivable(job: QueuedJob, cut: Timestamp | undefined): boolean {
  if (!isFinal(jobStatus(job))) return false;
  const end = job.end_timestamp ?? job.start_timestamp;
  return cut === undefined || (end !== null && isBefore(end, cut));
}
