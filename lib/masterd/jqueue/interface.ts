import type { OpInput, QueuedJob } from './job.js';

/** What the runner of a job offers to the executor of its opcode. */
export interface OpcodeRun {
  readonly jobId: number;
  /** Position of the opcode in its job. */
  readonly index: number;
  /** Aborted when the job is cancelled while it waits, killed, or the daemon stops. */
  readonly signal: AbortSignal;
  readonly priority: number;
  /** Makes the opcode more urgent by one step: it has waited long for its locks. */
  raisePriority(): void;
  /** All locks are held: the opcode is running from here on. Throws when the job was cancelled. */
  started(): Promise<void>;
  /** Back to waiting for locks, for another try. */
  retrying(): Promise<void>;
  /** Adds a line to the job's log; kind message-list adds several. */
  feedback(kind: string, value: unknown): void;
}

/** Runs one opcode from locks to result; the processor in production. */
export interface OpcodeExecutor {
  execute(input: OpInput, run: OpcodeRun): Promise<unknown>;
  /** The job's priority changed while it may wait for locks. */
  reprioritise(jobId: number, priority: number): void;
}

/** The scheduler's part of a queued job. */
export interface Candidate {
  readonly id: number;
  readonly priority: number;
  /** Jobs that any of its opcodes depends on. */
  readonly dependencies: readonly number[];
  readonly job: QueuedJob;
}

/**
 * Says of one job after the other, in the order in which they would start, whether it may; told once what runs. A job
 * that it lets through counts as running for those after it. The place of the filter rules.
 */
export type Admission = (running: readonly QueuedJob[]) => (candidate: Candidate) => boolean;

/** The rules about which jobs run. */
export interface JobFilter {
  /** Jobs of the queue that must not run at all. */
  rejected(queued: Iterable<QueuedJob>): readonly QueuedJob[];
  readonly admission: Admission;
}
