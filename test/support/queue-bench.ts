import { silentLogger } from '../../lib/common/log.js';
import { Paths } from '../../lib/common/paths.js';
import { QueueView } from '../../lib/journal/index.js';
import type { OpcodeExecutor, OpcodeRun } from '../../lib/masterd/jqueue/interface.js';
import type { OpInput } from '../../lib/masterd/jqueue/job.js';
import { jobStatus } from '../../lib/masterd/jqueue/job.js';
import { JobQueue, type QueueDependencies } from '../../lib/masterd/jqueue/queue.js';
import { JobStore } from '../../lib/masterd/jqueue/store.js';
import { MemoryFiles } from './config-data.js';
import { ManualClock, settle } from './manual-clock.js';
import { memoryLog, MemoryAppendFiles, noSync } from './memory-journal.js';

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

/** The journal of a disk: a queue that starts on the same files finds it. */
const disks = new WeakMap<MemoryFiles, MemoryAppendFiles>();

/** A job queue on a journal and files in memory, and a clock that stands still. */
export class QueueBench {
  readonly files: MemoryFiles;
  /** Where the journal is. */
  readonly disk: MemoryAppendFiles;
  readonly clock = new ManualClock();
  readonly executor = new ScriptedExecutor();
  #view!: QueueView;
  #queue!: JobQueue;

  private constructor(files: MemoryFiles) {
    this.files = files;
    this.disk = disks.get(files) ?? new MemoryAppendFiles();
    disks.set(files, this.disk);
  }

  get queue(): JobQueue {
    return this.#queue;
  }

  /** Starts a queue, on the files (and the journal) of an earlier one when given. */
  static async start(files = new MemoryFiles(), more: Partial<QueueDependencies> = {}): Promise<QueueBench> {
    const bench = new QueueBench(files);
    const { clock, executor, disk } = bench;
    const paths = new Paths();
    const view = new QueueView({ files, syncFiles: noSync, paths }, 0);
    const { journal, log, records } = await memoryLog({ files, clock, appendFiles: disk }, [view]);
    for (const record of records) view.apply(record);
    await view.write(true);
    const changed = (): void => {
      log.changed();
    };
    const store = new JobStore({ files, clock, paths, journal: log, view, changed, log: silentLogger });
    await store.load();
    journal.onBatch(changed);
    bench.#view = view;
    bench.#queue = new JobQueue({ store, executor, clock, log: silentLogger, limit: () => 20, ...more });
    await bench.queue.start();
    await bench.flush();
    return bench;
  }

  /** Brings the files up to date, as happens within a second. */
  async flush(): Promise<void> {
    await settle();
    await this.#view.write(true);
  }

  async submit(...ops: OpInput[]): Promise<number> {
    const id = await this.queue.submit(ops);
    await this.flush();
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
