import { shownInput } from './codec.js';
import { isFinal, jobStatus, lastLogSerial, type QueuedJob, type QueuedOpcode } from './job.js';
import type { JobStore } from './store.js';
import type { Timestamp } from './time.js';

export interface RecordDependencies {
  readonly store: Pick<JobStore, 'save' | 'saveSurely' | 'show'>;
  /** Called when others see something new of the job. */
  readonly changed: (record: JobRecord) => void;
}

/** A job in memory: the state that is worked on, and the last one that is on disk, which is what others see. */
export class JobRecord {
  readonly job: QueuedJob;
  readonly #deps: RecordDependencies;
  #published: QueuedJob;
  #serial: number;
  /** Ends the job's waiting; all of the job when it is killed or the daemon stops. */
  readonly abort = new AbortController();
  /** Grows with each change that others can see. */
  version = 1;
  /** Cancelled while an opcode was running: the rest of the job does not run. */
  cancelRequested = false;

  constructor(job: QueuedJob, deps: RecordDependencies) {
    this.job = job;
    this.#deps = deps;
    this.#published = snapshotOf(job);
    this.#serial = lastLogSerial(job);
  }

  get id(): number {
    return this.job.id;
  }

  /** The job as it is on disk, log lines aside, which show at once. */
  get published(): QueuedJob {
    return this.#published;
  }

  /** Whether it ended and that is on disk. */
  get finished(): boolean {
    return isFinal(jobStatus(this.#published));
  }

  /** Saves the job's state; others see it when it is safe. Throws, and leaves what others see, while the disk refuses. */
  async save(): Promise<void> {
    const state = snapshotOf(this.job);
    await this.#deps.store.save(state);
    this.#publish(state);
  }

  /** As save, for a state that cannot be taken back: tried until the disk takes it. */
  async saveSurely(): Promise<void> {
    const state = snapshotOf(this.job);
    await this.#deps.store.saveSurely(state);
    this.#publish(state);
  }

  /** Shows the job's state at once and writes it soon: for what a restart makes good again. */
  show(): void {
    this.#publish(snapshotOf(this.job));
    this.#deps.store.show(this.#published);
  }

  /** Adds lines to an opcode's log; they show at once and reach the disk soon. */
  append(op: QueuedOpcode, time: Timestamp, kind: string, messages: readonly unknown[]): void {
    for (const message of messages) op.log.push([++this.#serial, time, kind, message]);
    this.#deps.store.show(this.#published);
    this.#announce();
  }

  #publish(state: QueuedJob): void {
    this.#published = state;
    this.#announce();
  }

  #announce(): void {
    this.version += 1;
    this.#deps.changed(this);
  }
}

/** A copy that later changes of the job do not reach, without secrets; its log lines are shared, and those only grow. */
function snapshotOf(job: QueuedJob): QueuedJob {
  return { ...job, ops: job.ops.map((op) => ({ ...op, input: shownInput(op.input) })) };
}
