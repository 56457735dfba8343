import { JOB_QUEUE_FILES_PERMS, JOB_QUEUE_VERSION } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Files, WriteOptions } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import {
  archivedJobFile,
  FilesUnavailable,
  JournalUnavailable,
  jobIdOfFile,
  liveJobFile,
  type ChangeLog,
  type QueueView,
} from '../../journal/index.js';
import { decodeJob, encodeJob } from './codec.js';
import { isFinal, jobStatus, type QueuedJob } from './job.js';

export interface JobStoreDependencies {
  readonly files: Files;
  readonly clock: Clock;
  readonly paths: Paths;
  readonly journal: ChangeLog;
  /** The queue's files, which follow the journal. */
  readonly view: QueueView;
  /** Told when the files have something to catch up with. */
  readonly changed: () => void;
  readonly log: Logger;
  /** Who the queue's files belong to. */
  readonly owner?: Pick<WriteOptions, 'uid' | 'gid'>;
}

/** How long to wait before a state that must be saved is tried again, in milliseconds. */
const RETRY_MS = 500;

/** The queue on stable storage: each state of a job is a record of the journal, the original's files follow. */
export class JobStore {
  readonly #deps: JobStoreDependencies;
  /** Jobs that are not archived, as they are on stable storage; their log lines may be newer. */
  readonly #jobs = new Map<number, QueuedJob>();
  /** States on their way into the journal, by the number of their record. */
  readonly #saving = new Map<number, QueuedJob>();
  #serial: number;
  #drained = false;
  #watcherPause: string | null = null;

  constructor(deps: JobStoreDependencies) {
    this.#deps = deps;
    this.#serial = deps.view.serial;
    deps.journal.onBatch((batch) => {
      for (const { record } of batch) this.#saved(record.position.seq);
    });
  }

  /** Number of the last job that was accepted. */
  get serial(): number {
    return this.#serial;
  }

  /** All jobs that are not archived, oldest first. */
  jobs(): QueuedJob[] {
    return [...this.#jobs.values()].sort((a, b) => a.id - b.id);
  }

  /** Number and text of each job that is not archived, as they are on stable storage. */
  texts(): [id: number, text: string][] {
    return [...this.#jobs].map(([id, job]) => [id, encodeJob(job)]);
  }

  /**
   * Reads everything that is not archived, oldest first; makes the queue's files where they are missing. A job file
   * that cannot be read is moved to the archive with a warning in the log; a queue of another version is refused.
   */
  async load(): Promise<void> {
    const { files, paths } = this.#deps;
    await this.#checkVersion();
    const ids = (await files.list(paths.file('queueDir'))).map(jobIdOfFile).filter((id) => id !== undefined);
    ids.sort((a, b) => a - b);
    const texts = await files.readTexts(ids.map((id) => liveJobFile(paths, id)));
    for (const [i, id] of ids.entries()) {
      const job = await this.#taken(id, texts[i] ?? '');
      if (job) this.#jobs.set(id, job);
    }
    this.#serial = ids.reduce((a, b) => Math.max(a, b), Math.max(this.#serial, await this.#serialInFile()));
    this.#deps.view.atLeast(this.#serial);
    this.#drained = (await files.readTextIfPresent(paths.file('queueDrain'))) !== undefined;
    this.#watcherPause = (await files.readTextIfPresent(paths.file('watcherPause'))) ?? null;
  }

  /** The next `count` job numbers; they are nobody's until the jobs are saved. */
  takeNumbers(count: number): number[] {
    const first = this.#serial + 1;
    this.#serial += count;
    return Array.from({ length: count }, (_, i) => first + i);
  }

  /**
   * Saves a state that the job is left in; it is acknowledged as decision 7 says. A job that ended has its effect in
   * all files by then. Throws while the disk refuses.
   */
  async save(job: QueuedJob): Promise<void> {
    const { journal } = this.#deps;
    const ended = isFinal(jobStatus(job));
    const entry = journal.append('job', { id: job.id, text: encodeJob(job), ended });
    this.#saving.set(entry.position.seq, job);
    try {
      await entry.acknowledged();
    } finally {
      this.#saving.delete(entry.position.seq);
    }
    if (ended) await journal.settled();
  }

  /** As save, for a state that nobody can take back: tried again until the disk takes it. */
  async saveSurely(job: QueuedJob): Promise<void> {
    const { journal, clock, log } = this.#deps;
    for (;;) {
      try {
        await this.save(job);
        return;
      } catch (err) {
        if (!(err instanceof JournalUnavailable || err instanceof FilesUnavailable) || journal.closed) throw err;
        log.error({ err, job: job.id }, "job's state cannot be saved; it is tried again");
        await clock.sleep(RETRY_MS);
      }
    }
  }

  /** A state that a restart makes good again, or new log lines: they reach the file soon. */
  show(job: QueuedJob): void {
    this.#jobs.set(job.id, job);
    this.#deps.view.put(job.id, () => encodeJob(job), { urgent: false, recorded: false });
    this.#deps.changed();
  }

  /** Moves finished jobs to the archive. */
  async archive(ids: readonly number[]): Promise<void> {
    const { journal, view } = this.#deps;
    const entry = journal.append('archive', { ids: [...ids] });
    await entry.acknowledged();
    for (const id of ids) this.#jobs.delete(id);
    view.archive(ids);
    await journal.settled();
  }

  /** A job from the archive; undefined when it is not there. */
  async readArchived(id: number): Promise<QueuedJob | undefined> {
    const path = archivedJobFile(this.#deps.paths, id);
    const text = await this.#deps.files.readTextIfPresent(path);
    return text === undefined ? undefined : decodeJob(text, path);
  }

  /** Numbers of the archived jobs. */
  async archivedIds(): Promise<number[]> {
    const { files, paths } = this.#deps;
    const ids: number[] = [];
    for (const directory of await files.list(paths.file('queueArchiveDir'))) {
      if (!/^\d+$/.test(directory)) continue;
      const names = await files.list(`${paths.file('queueArchiveDir')}/${directory}`);
      ids.push(...names.map(jobIdOfFile).filter((id) => id !== undefined));
    }
    return ids.sort((a, b) => a - b);
  }

  /** Whether new jobs are refused; known once the queue is loaded. */
  get drained(): boolean {
    return this.#drained;
  }

  /** Sets or clears the flag that refuses new jobs. */
  async setDrained(drained: boolean): Promise<void> {
    await this.#setFlag('queueDrain', drained ? '' : null);
    this.#drained = drained;
  }

  /** Text of the file of the watcher's pause, as it was set last; known once the queue is loaded. */
  get watcherPause(): string | null {
    return this.#watcherPause;
  }

  /** Sets or removes the file of the watcher's pause. */
  async setWatcherPause(text: string | null): Promise<void> {
    await this.#setFlag('watcherPause', text);
    this.#watcherPause = text;
  }

  async #setFlag(file: 'queueDrain' | 'watcherPause', text: string | null): Promise<void> {
    const { journal, view, changed } = this.#deps;
    await journal.append('flag', { file, text }).acknowledged();
    view.setFlag(file, text);
    changed();
    await journal.settled();
  }

  #saved(seq: number): void {
    const job = this.#saving.get(seq);
    if (!job) return;
    this.#jobs.set(job.id, job);
    this.#deps.view.put(job.id, () => encodeJob(job), { urgent: isFinal(jobStatus(job)), recorded: true });
    this.#deps.changed();
  }

  async #serialInFile(): Promise<number> {
    const path = this.#deps.paths.file('queueSerial');
    const serial = Number(((await this.#deps.files.readTextIfPresent(path)) ?? '0').trim());
    if (Number.isSafeInteger(serial)) return serial;
    throw ganetiError('JobQueueError', [`'${path}' holds no number; write the number of the last job into it`]);
  }

  async #checkVersion(): Promise<void> {
    const { files, paths, owner } = this.#deps;
    const path = paths.file('queueVersion');
    const text = await files.readTextIfPresent(path);
    if (text === undefined) {
      await files.writeAtomic(path, `${String(JOB_QUEUE_VERSION)}\n`, { mode: JOB_QUEUE_FILES_PERMS, ...owner });
    } else if (text.trim() !== String(JOB_QUEUE_VERSION)) {
      throw ganetiError('JobQueueError', [
        `The job queue has version '${text.trim()}', this program knows ${String(JOB_QUEUE_VERSION)}: '${path}'; start the release that wrote it, or archive its jobs`,
      ]);
    }
  }

  /** The job of a file's text; one that cannot be read is moved out of the way. */
  async #taken(id: number, text: string | Error): Promise<QueuedJob | undefined> {
    const { files, paths, log } = this.#deps;
    const path = liveJobFile(paths, id);
    try {
      if (text instanceof Error) throw text;
      const job = decodeJob(text, path);
      if (job.id !== id) throw ganetiError('JobFileCorrupted', [`Job file '${path}' holds job ${String(job.id)}`]);
      return job;
    } catch (error) {
      log.error({ err: error, job: id }, 'job file cannot be read; it is moved to the archive');
      await files.rename(path, archivedJobFile(paths, id));
      return undefined;
    }
  }
}
