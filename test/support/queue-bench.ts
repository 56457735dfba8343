import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import type { JobReplication, OpcodeExecutor, OpcodeRun } from '../../lib/masterd/jqueue/interface.js';
import type { OpInput } from '../../lib/masterd/jqueue/job.js';
import { jobStatus } from '../../lib/masterd/jqueue/job.js';
import { JobQueue, type QueueDependencies } from '../../lib/masterd/jqueue/queue.js';
import { JobStore } from '../../lib/masterd/jqueue/store.js';
import { MemoryFiles } from './config-data.js';
import { ManualClock, settle } from './manual-clock.js';

/** An opcode of the bench: what it is told to do stands in its comment. */
export function delayOp(comment: string, more: Readonly<Record<string, unknown>> = {}): OpInput {
  return { OP_ID: 'OP_TEST_DELAY', duration: 1, reason: [], comment, ...more };
}

/** Opcodes that wait where they are told to, until they are told to go on. */
export class ScriptedExecutor implements OpcodeExecutor {
  readonly started: string[] = [];
  readonly priorities: [number, number][] = [];
  readonly #gates = new Map<string, () => void>();

  /** Lets the opcode that waits go on: 'lock:NAME' before it runs, 'exec:NAME' while it runs. */
  open(gate: string): void {
    this.#gates.get(gate)?.();
  }

  reprioritise(jobId: number, priority: number): void {
    this.priorities.push([jobId, priority]);
  }

  async execute(input: OpInput, run: OpcodeRun): Promise<unknown> {
    const words = String(input['comment']).split(' ');
    const name = words[0] ?? '';
    if (words.includes('lock')) await this.#wait(`lock:${name}`, run.signal);
    await run.started();
    this.started.push(name);
    if (words.includes('say')) run.feedback('message-list', [`${name} one`, `${name} two`]);
    if (words.includes('exec')) await this.#wait(`exec:${name}`, run.signal);
    if (words.includes('fail')) throw new Error(`${name} failed`);
    return `${name} done`;
  }

  #wait(gate: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gates.set(gate, resolve);
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  }
}

/** Remembers what would have gone to the candidates. */
export class RecordedReplication implements JobReplication {
  readonly files = new Map<string, string>();
  readonly renames: (readonly [string, string])[] = [];
  drained: boolean | undefined;
  async update(path: string, content: string): Promise<void> {
    this.files.set(path, content);
  }
  async rename(pairs: readonly (readonly [string, string])[]): Promise<void> {
    this.renames.push(...pairs);
  }
  async setDrainFlag(drained: boolean): Promise<void> {
    this.drained = drained;
  }
  async settle(): Promise<void> {}
}

/** A job queue on files in memory and a clock that stands still. */
export class QueueBench {
  readonly files: MemoryFiles;
  readonly clock = new ManualClock();
  readonly executor = new ScriptedExecutor();
  readonly replication = new RecordedReplication();
  readonly queue: JobQueue;

  private constructor(files: MemoryFiles, more: Partial<QueueDependencies>) {
    this.files = files;
    const { clock, executor, replication } = this;
    const store = new JobStore({ files, clock, paths: new Paths(), replication, log: silentLogger });
    this.queue = new JobQueue({ store, executor, clock, log: silentLogger, limit: () => 20, ...more });
  }

  /** Starts a queue, on the files of an earlier one when given. */
  static async start(files = new MemoryFiles(), more: Partial<QueueDependencies> = {}): Promise<QueueBench> {
    const bench = new QueueBench(files, more);
    await bench.queue.start();
    return bench;
  }

  async submit(...ops: OpInput[]): Promise<number> {
    const id = await this.queue.submit(ops);
    await settle();
    return id;
  }

  /** The state of a job as others see it. */
  status(id: number): string | undefined {
    const job = this.queue.get(id);
    return job && jobStatus(job);
  }

  /** The job's file, parsed. */
  file(id: number): Record<string, unknown> {
    return JSON.parse(this.files.contents.get(`/var/lib/ganeti/queue/job-${String(id)}`) ?? 'null') as Record<
      string,
      unknown
    >;
  }
}
