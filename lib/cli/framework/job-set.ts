import type { LuxiClient, WireOpcode } from '@gnt/luxi-client';
import { EXIT_FAILURE, EXIT_SUCCESS } from '@gnt/constants';
import { GanetiError, isA } from '@gnt/protocol';
import { formatError } from './format-error.js';
import type { Session } from './session.js';

interface Submitted {
  readonly index: number;
  readonly name: string | null;
  readonly ok: boolean;
  /** The job's number, or why it was not taken. */
  readonly id: number | string;
}

/** The result of an opcode that submits jobs: each with whether it was taken, and its number or why not. */
export interface SubmittedJobs {
  readonly jobs: readonly (readonly [boolean, number | string])[];
}

/** How one job of a set ended: its results, or the error in words. */
export interface JobOutcome {
  readonly ok: boolean;
  readonly result: unknown;
}

/** Waits for the jobs that an opcode has submitted, if its result names any; resolves to the exit code. */
export async function waitForSubmitted(session: Session, result: unknown): Promise<number> {
  if (typeof result !== 'object' || result === null || !('jobs' in result)) return EXIT_SUCCESS;
  const set = new JobSet(session);
  set.addSubmitted((result as SubmittedJobs).jobs);
  const outcomes = await set.results();
  const failed = outcomes.filter(({ ok }) => !ok).length;
  if (failed === 0) return EXIT_SUCCESS;
  session.err(`${String(failed)} of ${String(outcomes.length)} jobs failed.`);
  return EXIT_FAILURE;
}

/** How many jobs one status query asks for. */
const BATCH = 25;
const NOT_STARTED: ReadonlySet<unknown> = new Set(['queued', 'waiting', 'canceling']);

/** Several jobs, submitted together and waited for one after the other, running ones first. Use it once. */
export class JobSet {
  readonly #session: Session;
  readonly #verbose: boolean;
  readonly #queue: { name: string | null; ops: readonly WireOpcode[] }[] = [];
  #jobs: Submitted[] = [];

  constructor(session: Session, verbose = true) {
    this.#session = session;
    this.#verbose = verbose;
  }

  /** Adds a job to submit later. */
  queue(name: string, ...ops: readonly WireOpcode[]): void {
    this.#queue.push({ name, ops: ops.map((op) => this.#session.jobs.dress(op)) });
  }

  /** Adds jobs that some opcode has submitted: its result's `jobs`. */
  addSubmitted(jobs: readonly (readonly [ok: boolean, id: number | string])[]): void {
    for (const [ok, id] of jobs) this.#jobs.push({ index: this.#jobs.length, name: null, ok, id });
  }

  /** Submits what was queued, in one call or each job by itself. */
  async submit(each = false): Promise<void> {
    const client = await this.#session.client();
    const answers: [boolean, number | string][] = [];
    if (each) for (const { ops } of this.#queue) answers.push([true, await client.submitJob(ops)]);
    else answers.push(...(await client.submitManyJobs(this.#queue.map(({ ops }) => ops))));
    for (const [index, { name }] of this.#queue.entries()) {
      const [ok, id] = answers[index] ?? [false, 'no answer for this job'];
      this.#jobs.push({ index, name, ok, id });
    }
  }

  /** Waits for all jobs, printing their logs; outcomes in the order of submission. */
  async results(): Promise<JobOutcome[]> {
    const { io } = this.#session;
    if (this.#jobs.length === 0) await this.submit();
    const taken = this.#jobs.filter(({ ok }) => ok).map(({ id }) => id);
    if (this.#verbose && taken.length > 0) io.out(`Submitted jobs ${taken.join(', ')}`);
    const outcomes: JobOutcome[] = [];
    for (const { index, name, id } of this.#jobs.filter(({ ok }) => !ok)) {
      io.err(`Failed to submit job${named(name)}: ${String(id)}`);
      outcomes[index] = { ok: false, result: id };
    }
    const client = await this.#session.client();
    this.#jobs = this.#jobs.filter(({ ok }) => ok);
    for (let job = await this.#next(client); job !== undefined; job = await this.#next(client)) {
      io.out(`Waiting for job ${String(job.id)}${named(job.name)} ...`);
      outcomes[job.index] = await this.#outcome(job);
    }
    return outcomes;
  }

  /** Waits, or with --submit only prints the jobs' numbers. */
  async waitOrShow(): Promise<JobOutcome[]> {
    if (!this.#session.jobs.submitOnly) return this.results();
    const { io } = this.#session;
    if (this.#jobs.length === 0) await this.submit();
    for (const { ok, id, name } of this.#jobs) {
      if (ok) io.out(`${String(id)}: ${String(name)}`);
      else io.err(`Failure for ${String(name)}: ${String(id)}`);
    }
    return this.#jobs.map(({ ok, id }) => ({ ok, result: id }));
  }

  async #outcome({ id, name }: Submitted): Promise<JobOutcome> {
    const { io, paths, jobs } = this.#session;
    try {
      return { ok: true, result: await jobs.poll(Number(id)) };
    } catch (error) {
      if (!(error instanceof GanetiError)) throw error;
      const { text } = formatError(error, paths);
      if (isA(error, 'JobLost'))
        io.err(`Job ${String(id)}${named(name)} is archived already; how it ended is not known here`);
      else io.err(`Job ${String(id)}${named(name)} has failed: ${text}`);
      return { ok: false, result: text };
    }
  }

  /** Takes a job that is running or has ended, else the first one. */
  async #next(client: LuxiClient): Promise<Submitted | undefined> {
    if (this.#jobs.length === 0) return undefined;
    const batch = this.#jobs.slice(0, BATCH);
    const rows = await client.queryJobs(
      batch.map(({ id }) => Number(id)),
      ['status'],
    );
    const found = batch.findIndex((_, i) => !NOT_STARTED.has(rows[i]?.[0]));
    const [job] = this.#jobs.splice(Math.max(found, 0), 1);
    return job;
  }
}

function named(name: string | null): string {
  return name === null || name === '' ? '' : ` for ${name}`;
}
