import { pollJob, type JobLogEntry, type JobReporter, type LuxiClient, type WireOpcode } from '@gnt/luxi-client';
import { ganetiError } from '@gnt/protocol';
import { ELOG_MESSAGE, OPCODE_REASON_SRC_CLIENT, OPCODE_REASON_SRC_USER } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import { repr, safeEncode } from '../output/python.js';
import { ctime } from '../output/time.js';
import type { Io } from './io.js';

/** The options that concern the jobs a command submits; a command has those of them that it defines. */
export interface JobOptions {
  readonly debug: number;
  readonly reason: string | null;
  readonly dryRun?: boolean;
  readonly priority?: number | null;
  readonly submitOnly?: boolean;
  readonly printJobId?: boolean;
}

/** What submitting needs. */
export interface JobDependencies {
  readonly io: Io;
  readonly clock: Clock;
  readonly connect: () => Promise<LuxiClient>;
  readonly options: JobOptions;
  /** Program and command as typed, for the reason trail. */
  readonly program: string;
  readonly command: string;
}

/** A message of a job's log, safe to print; what is no plain message in its text form. */
export function logText(type: string, message: unknown): string {
  return safeEncode(type === ELOG_MESSAGE && typeof message === 'string' ? message : repr(message));
}

/** Prints the log of a job as it comes, and why nothing comes. */
export class PrintingReporter implements JobReporter {
  readonly #io: Io;
  readonly #told = new Set<string>();

  constructor(io: Io) {
    this.#io = io;
  }

  log(_job: number, { time, type, message }: JobLogEntry): void {
    this.#io.out(`${ctime(time[0])} ${logText(type, message)}`);
  }

  unchanged(job: number, status: string | null): void {
    if (status === null || this.#told.has(status)) return;
    this.#told.add(status);
    if (status === 'queued') this.#io.err(`Job ${String(job)} is waiting in queue`);
    if (status === 'waiting') this.#io.err(`Job ${String(job)} waits for its locks`);
  }
}

/** Submits opcodes as the common options say and waits for their results. */
export class Jobs {
  readonly #deps: JobDependencies;

  constructor(dependencies: JobDependencies) {
    this.#deps = dependencies;
  }

  /** True when jobs are only to be submitted (--submit). */
  get submitOnly(): boolean {
    return this.#deps.options.submitOnly === true;
  }

  /** Whether details are wanted (-d). */
  get debug(): boolean {
    return this.#deps.options.debug > 0;
  }

  /** The beginning of a reason trail: why the user does it, where --reason says so. */
  userReason(): [source: string, reason: string, time: number][] {
    const { reason } = this.#deps.options;
    return reason === null ? [] : [[OPCODE_REASON_SRC_USER, reason, this.#now()]];
  }

  /** Nanoseconds. */
  #now(): number {
    return Math.floor(this.#deps.clock.now() * 1000) * 1000;
  }

  /** The opcode with what the common options and the reason trail add. */
  dress(op: WireOpcode): WireOpcode {
    const { options, program, command } = this.#deps;
    const trail = this.userReason();
    trail.push([`${OPCODE_REASON_SRC_CLIENT}:${program}`, command, this.#now()]);
    return {
      ...op,
      debug_level: options.debug,
      ...(options.dryRun === undefined ? {} : { dry_run: options.dryRun }),
      ...(options.priority === undefined || options.priority === null ? {} : { priority: options.priority }),
      reason: trail,
    };
  }

  /** Submits one opcode, prints its log and gives its result. */
  async submit(op: WireOpcode): Promise<unknown> {
    const client = await this.#deps.connect();
    const job = await client.submitJob([this.dress(op)]);
    this.#printJobId(job);
    const [result] = await this.poll(job);
    return result;
  }

  /** As submit; with --submit it ends the command by a JobSubmittedException as soon as the job has its number. */
  async submitOrSend(op: WireOpcode): Promise<unknown> {
    if (!this.submitOnly) return this.submit(op);
    const client = await this.#deps.connect();
    const job = await client.submitJob([this.dress(op)]);
    this.#printJobId(job);
    throw ganetiError('JobSubmittedException', [job]);
  }

  /** As submit, even while the queue is drained. */
  async submitToDrainedQueue(op: WireOpcode): Promise<unknown> {
    const client = await this.#deps.connect();
    const job = await client.submitJobToDrainedQueue([this.dress(op)]);
    this.#printJobId(job);
    const [result] = await this.poll(job);
    return result;
  }

  /** Waits for a job, printing its log unless another reporter is given; its opcodes' results. */
  async poll(job: number, reporter: JobReporter = new PrintingReporter(this.#deps.io)): Promise<unknown[]> {
    return pollJob(await this.#deps.connect(), job, reporter);
  }

  #printJobId(job: number): void {
    if (this.#deps.options.printJobId) this.#deps.io.out(String(job));
  }
}
