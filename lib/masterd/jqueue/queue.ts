import type { JobStatus } from '@gnt/constants';
import { encodeOpError, ganetiError } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Logger } from '../../common/log.js';
import { watcherPauseText } from '../../common/watcher-pause.js';
import { archiveOld } from './auto-archive.js';
import { cancelQueued, cancelStarted, notInQueue, type Answer } from './cancel.js';
import { DaemonStopping } from './errors.js';
import type { Candidate, JobFilter, OpcodeExecutor } from './interface.js';
import { isOpFinal, jobStatus, markUnfinished, type OpInput, type QueuedJob } from './job.js';
import { inLine, JobLine } from './line.js';
import { JobRecord } from './record.js';
import { endCancelled, runJob, type RunnerDependencies } from './runner.js';
import { candidateOf, selectJobs } from './scheduler.js';
import type { JobStore } from './store.js';
import { fateAtRestart } from './restart.js';
import { newJob, parseJob } from './submission.js';
import { timestampNow, type Timestamp } from './time.js';
import { allEnded, JobWaiters } from './waiters.js';

export interface QueueDependencies {
  readonly store: JobStore;
  readonly executor: OpcodeExecutor;
  readonly clock: Clock;
  readonly log: Logger;
  /** How many jobs may run at once, read at each decision. */
  readonly limit: () => number;
  /** The rules about which jobs run; without, all may. */
  readonly filter?: JobFilter;
}

/** For jobs to say why they ended when the daemon stops, in milliseconds. */
const LAST_WORDS_MS = 1000;

/**
 * The job queue: accepts, orders, runs and keeps jobs. A job's number is handed out once and its state is on disk
 * before anybody sees it. All methods may be called at any time by any number of callers.
 */
export class JobQueue {
  readonly #deps: QueueDependencies;
  readonly #records = new Map<number, JobRecord>();
  readonly #queued = new JobLine();
  readonly #running = new Map<number, Promise<unknown>>();
  readonly #waiters: JobWaiters;
  #drained = false;
  /** No queued job could start when all were last looked at, and none has ended or left since. */
  #othersHeld = false;
  #state: 'new' | 'open' | 'stopping' = 'new';

  constructor(deps: QueueDependencies) {
    this.#deps = deps;
    this.#waiters = new JobWaiters(deps.clock);
  }

  /** Takes up the jobs of the store, which is loaded, and starts what may run: jobs that waited go on, those that ran are failed with the reason. */
  async start(): Promise<void> {
    const { store, log } = this.#deps;
    for (const job of store.jobs()) await this.#adopt(job);
    this.#drained = store.drained;
    log.info({ jobs: this.#records.size, queued: this.#queued.size, drained: this.#drained }, 'job queue is open');
    this.#state = 'open';
    this.reconsider();
  }

  /** Stops taking and starting jobs. Running ones get `graceMs` to end; those that wait go on after the next start. */
  async stop(graceMs: number): Promise<void> {
    this.#state = 'stopping';
    for (const id of this.#running.keys()) {
      const record = this.#records.get(id);
      if (record && jobStatus(record.job) === 'waiting') record.abort.abort(new DaemonStopping());
    }
    await this.#idle(graceMs);
    for (const id of this.#running.keys()) this.#records.get(id)?.abort.abort(new DaemonStopping());
    await this.#idle(Math.min(graceMs, LAST_WORDS_MS));
    if (this.#running.size > 0)
      this.#deps.log.warn({ jobs: [...this.#running.keys()] }, 'jobs are still running; they will be marked failed');
  }

  /** Resolves when no job runs, or after the time. */
  #idle(ms: number): Promise<void> {
    return allEnded([...this.#running.values()], this.#deps.clock, ms);
  }

  /** Whether new jobs are refused. */
  get drained(): boolean {
    return this.#drained;
  }

  /** Number of the last job that was accepted. */
  get serial(): number {
    return this.#deps.store.serial;
  }

  /** All jobs that are not archived, oldest first. */
  list(): QueuedJob[] {
    return [...this.#records.values()].map((r) => r.published).sort((a, b) => a.id - b.id);
  }

  /** A job that is not archived, as it is on disk. */
  get(id: number): QueuedJob | undefined {
    return this.#records.get(id)?.published;
  }

  readArchived(id: number): Promise<QueuedJob | undefined> {
    return this.#deps.store.readArchived(id);
  }

  archivedIds(): Promise<number[]> {
    return this.#deps.store.archivedIds();
  }

  /** Accepts a job; resolves with its number when it is safely stored. `evenDrained`: take it although the queue is drained. */
  async submit(ops: readonly unknown[], options: { readonly evenDrained?: boolean } = {}): Promise<number> {
    const [id] = await this.#accept([parseJob(ops)], options.evenDrained ?? false);
    if (id === undefined) throw ganetiError('JobQueueError', ['No job number could be allocated']);
    return id;
  }

  /** Accepts several jobs, all or (when one is invalid) none of them. */
  async submitMany(jobs: readonly (readonly unknown[])[]): Promise<number[]> {
    return this.#accept(jobs.map(parseJob), false);
  }

  async setDrained(drained: boolean): Promise<void> {
    await this.#deps.store.setDrained(drained);
    this.#drained = drained;
  }

  /** Pauses the watcher until a time in seconds since the epoch, or ends its pause: state of the cluster that lives beside the queue's. */
  setWatcherPause(until: number | null): Promise<void> {
    return this.#deps.store.setWatcherPause(watcherPauseText(until));
  }

  /** Takes a queued job out, ends one that waits; what already runs finishes its opcode unless `kill` is set. */
  async cancel(id: number, kill: boolean): Promise<Answer> {
    const record = this.#records.get(id);
    if (!record || record.finished) return notInQueue(id);
    if (!this.#queued.remove(id)) return cancelStarted(record, kill, { ...this.#deps, waiters: this.#waiters });
    const answer = await cancelQueued(record, this.#deps.clock);
    this.#schedule();
    return answer;
  }

  /** Changes the priority of what the job has not done yet. */
  async changePriority(id: number, priority: number): Promise<Answer> {
    const record = this.#records.get(id);
    if (!record || record.finished) return notInQueue(id);
    const open = record.job.ops.filter((op) => op.status === 'queued' || op.status === 'waiting');
    if (open.length === 0) return [false, `Job ${String(id)} had no pending opcodes`];
    for (const op of open) op.priority = priority;
    if (this.#queued.has(id)) this.#queued.add(candidateOf(record.job));
    this.#deps.executor.reprioritise(id, priority);
    await record.saveSurely();
    this.#schedule();
    return [true, `Job ${String(id)}: opcodes still to run have priority ${String(priority)} now`];
  }

  /** Moves a finished job to the archive; false when it is unknown or not finished. */
  async archive(id: number): Promise<boolean> {
    const record = this.#records.get(id);
    if (!record?.finished) return false;
    this.#records.delete(id);
    await this.#deps.store.archive([id]);
    return true;
  }

  /** Archives what ended more than `age` seconds ago (any, when negative), for at most `seconds`. Returns [archived, not looked at]. */
  async autoArchive(age: number, seconds: number): Promise<[number, number]> {
    return archiveOld(this, this.#deps.clock, age, seconds);
  }

  /** To be called when what decides which jobs start has changed: the filter rules, or how many may run. */
  reconsider(): void {
    this.#dropRejected(this.#queued);
    this.#schedule();
  }

  /** Grows with each change of a job that others can see; for `news`. */
  version(id: number): number {
    return this.#records.get(id)?.version ?? 0;
  }

  /** Resolves when the job has changed since that version, or after the time; rejects with the signal's reason. */
  async news(id: number, since: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.version(id) === since && ms > 0) await this.#waiters.next(id, signal, ms);
  }

  async #accept(jobs: readonly OpInput[][], evenDrained: boolean): Promise<number[]> {
    if (this.#state !== 'open')
      throw ganetiError('JobQueueError', ['The job queue is not open; try again in a moment']);
    if (this.#drained && !evenDrained) throw ganetiError('GenericError', ['Queue drained']);
    const { store, clock } = this.#deps;
    const ids = store.takeNumbers(jobs.length);
    const received = timestampNow(clock);
    const records = jobs.map((ops, i) => this.#record(newJob(ids[i] ?? 0, ops, received)));
    await Promise.all(records.map((r) => store.save(r.published)));
    for (const record of records) this.#records.set(record.id, record);
    // A job without opcodes has nothing to do: it is successful as it stands.
    const queued = records.filter((record) => !record.finished).map(({ job }) => candidateOf(job));
    for (const candidate of queued) this.#queued.add(candidate);
    this.#dropRejected(queued);
    this.#schedule(queued);
    return ids;
  }

  #record(job: QueuedJob): JobRecord {
    const { store } = this.#deps;
    return new JobRecord(job, {
      store,
      changed: (record) => {
        this.#waiters.notify(record.id);
      },
    });
  }

  async #adopt(job: QueuedJob): Promise<void> {
    const record = this.#record(job);
    this.#records.set(job.id, record);
    const fate = fateAtRestart(job, timestampNow(this.#deps.clock));
    if (fate.kind === 'cancelled') await endCancelled(record, undefined, this.#deps);
    if (fate.kind === 'failed') await this.#fail(record, fate.reason, timestampNow(this.#deps.clock));
    if (fate.kind === 'queued') this.#queued.add(candidateOf(job));
  }

  async #fail(record: JobRecord, error: unknown, now: Timestamp): Promise<void> {
    this.#deps.log.warn({ job: record.id, err: error }, 'job cannot go on after the restart; it is marked failed');
    for (const op of record.job.ops) if (!isOpFinal(op)) op.end_timestamp = now;
    markUnfinished(record.job, 'error', encodeOpError(error));
    record.job.end_timestamp = now;
    await record.saveSurely();
  }

  /**
   * Starts what may run. When nothing but new jobs came, and the others were all held back when last looked at, only
   * `added` is looked at: a submission costs the same with a long line as with a short one.
   */
  #schedule(added?: readonly Candidate[]): void {
    if (this.#state !== 'open' || this.#queued.size === 0) return;
    const queued =
      added && this.#othersHeld ? added.filter(({ id }) => this.#queued.has(id)).sort(inLine) : this.#queued;
    const running = [...this.#running.keys()]
      .map((id) => this.#records.get(id)?.job)
      .filter((job) => job !== undefined);
    const { limit, filter } = this.#deps;
    const { chosen, complete } = selectJobs({
      queued,
      running,
      isOpen: (id) => this.#queued.has(id) || this.#running.has(id),
      limit: limit(),
      admission: filter?.admission,
    });
    this.#othersHeld = complete;
    for (const { id } of chosen) this.#run(id);
  }

  /** Cancels those of the jobs that a rule rejects; they are out of the queue at once. */
  #dropRejected(jobs: Iterable<Candidate>): void {
    const rejected = this.#deps.filter?.rejected([...jobs].map(({ job }) => job)) ?? [];
    for (const { id } of rejected) {
      const record = this.#records.get(id);
      if (!record || !this.#queued.remove(id)) continue;
      this.#deps.log.info({ job: id }, 'job is rejected by a filter rule and cancelled');
      void cancelQueued(record, this.#deps.clock);
    }
  }

  #run(id: number): void {
    const record = this.#records.get(id);
    if (!record || !this.#queued.remove(id)) return;
    const deps: RunnerDependencies = {
      ...this.#deps,
      statusOf: (other) => this.#statusOf(other),
      finished: async (other, signal) => {
        // Asked anew without an await between: the job may have ended since its state was read.
        if (this.#records.get(other)?.finished === false) await this.#waiters.next(other, signal);
      },
    };
    const task = runJob(record, deps)
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error, job: id }, 'job ended by an unexpected error');
        return this.#fail(record, error, timestampNow(this.#deps.clock));
      })
      .catch((error: unknown) => {
        // Another node is the master now, or this daemon ends: who reads the journal next says what became of the job.
        this.#deps.log.error({ err: error, job: id }, "the job's end is not recorded");
      })
      .finally(() => {
        this.#running.delete(id);
        this.#schedule();
      });
    this.#running.set(id, task);
  }

  async #statusOf(id: number): Promise<JobStatus | undefined> {
    const job = this.get(id) ?? (await this.readArchived(id));
    return job && jobStatus(job);
  }
}
