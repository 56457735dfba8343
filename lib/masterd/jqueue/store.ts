import { JOB_QUEUE_FILES_PERMS, JOB_QUEUE_VERSION } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import type { Ownership } from '../../common/users.js';
import { decodeJob, encodeJob } from './codec.js';
import { archivedJobFile, jobIdOfFile, liveJobFile } from './files.js';
import type { JobReplication } from './interface.js';
import type { QueuedJob } from './job.js';
import { CoalescingWriter } from './writer.js';

export interface StoreDependencies {
  readonly files: Files;
  readonly clock: Clock;
  readonly paths: Paths;
  readonly replication: JobReplication;
  readonly log: Logger;
  /** Who the queue's files belong to. */
  readonly owner?: Ownership;
}

export interface SaveOptions {
  /** After a power cut the file has this state; without it, this or an older one. */
  readonly durable: boolean;
  /** Send it to the master candidates (log lines alone are not, as in the original). */
  readonly replicate: boolean;
}

/** The queue on disk, in the original's files: job-N, serial, version, drain, archive/. */
export class JobStore {
  readonly #deps: StoreDependencies;
  readonly #writer: CoalescingWriter;
  #serial = 0;

  constructor(deps: StoreDependencies) {
    this.#deps = deps;
    this.#writer = new CoalescingWriter(deps.files, deps.clock, { mode: JOB_QUEUE_FILES_PERMS, ...deps.owner });
  }

  /** Number of the last job that was accepted. */
  get serial(): number {
    return this.#serial;
  }

  /**
   * Reads everything that is not archived, oldest first; makes the queue's files where they are missing. A job file
   * that cannot be read is moved to the archive with a warning in the log; a queue of another version is refused.
   */
  async load(): Promise<QueuedJob[]> {
    const { files, paths } = this.#deps;
    await this.#checkVersion();
    const ids = (await files.list(paths.file('queueDir'))).map(jobIdOfFile).filter((id) => id !== undefined);
    const jobs: QueuedJob[] = [];
    for (const id of ids.sort((a, b) => a - b)) {
      const job = await this.#read(id);
      if (job) jobs.push(job);
    }
    const text = await files.readTextIfPresent(paths.file('queueSerial'));
    const serial = text === undefined ? 0 : Number(text.trim());
    if (!Number.isSafeInteger(serial)) {
      const path = paths.file('queueSerial');
      throw ganetiError('JobQueueError', [`'${path}' holds no number; write the number of the last job into it`]);
    }
    this.#serial = Math.max(serial, ...ids);
    if (text === undefined)
      await this.#writer.write(paths.file('queueSerial'), () => `${String(this.#serial)}\n`, true);
    return jobs;
  }

  /** The next `count` job numbers. They are safe from being given again once `saveSerial` or the jobs themselves are written. */
  takeNumbers(count: number): number[] {
    const first = this.#serial + 1;
    this.#serial += count;
    return Array.from({ length: count }, (_, i) => first + i);
  }

  /** Writes the number of the last job, here and on the candidates. */
  async saveSerial(): Promise<void> {
    const path = this.#deps.paths.file('queueSerial');
    const text = await this.#writer.write(path, () => `${String(this.#serial)}\n`, true);
    await this.#deps.replication.update(path, text);
  }

  /** Writes the job; resolves when this state or a newer one is written, with `awaitReplicas` also on the candidates. */
  async save(job: QueuedJob, options: SaveOptions & { readonly awaitReplicas?: boolean }): Promise<void> {
    const path = liveJobFile(this.#deps.paths, job.id);
    const text = await this.#writer.write(path, () => encodeJob(job), options.durable);
    if (!options.replicate) return;
    const replicated = this.#deps.replication.update(path, text);
    if (options.awaitReplicas) await replicated;
  }

  /** Moves finished jobs to the archive, here and on the candidates. */
  async archive(ids: readonly number[]): Promise<void> {
    const { files, paths, replication } = this.#deps;
    const pairs = ids.map((id) => [liveJobFile(paths, id), archivedJobFile(paths, id)] as const);
    for (const [live, archived] of pairs) {
      await this.#writer.settled(live);
      await files.rename(live, archived);
    }
    void replication.rename(pairs);
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

  async isDrained(): Promise<boolean> {
    return (await this.#deps.files.readTextIfPresent(this.#deps.paths.file('queueDrain'))) !== undefined;
  }

  /** Sets or clears the flag that refuses new jobs, here and on the candidates. */
  async setDrained(drained: boolean): Promise<void> {
    const { files, paths, replication, owner } = this.#deps;
    const path = paths.file('queueDrain');
    if (drained) await files.writeAtomic(path, '', { mode: JOB_QUEUE_FILES_PERMS, ...owner });
    else await files.remove(path);
    await replication.setDrainFlag(drained);
  }

  /** Resolves when nothing is being written or sent any more. */
  async settle(): Promise<void> {
    await this.#writer.allSettled();
    await this.#deps.replication.settle();
  }

  async #checkVersion(): Promise<void> {
    const { files, paths } = this.#deps;
    const path = paths.file('queueVersion');
    const text = await files.readTextIfPresent(path);
    if (text === undefined) {
      await this.#writer.write(path, () => `${String(JOB_QUEUE_VERSION)}\n`, true);
    } else if (text.trim() !== String(JOB_QUEUE_VERSION)) {
      throw ganetiError('JobQueueError', [
        `The job queue has version '${text.trim()}', this program knows ${String(JOB_QUEUE_VERSION)}: '${path}'; start the release that wrote it, or archive its jobs`,
      ]);
    }
  }

  async #read(id: number): Promise<QueuedJob | undefined> {
    const { files, paths, log } = this.#deps;
    const path = liveJobFile(paths, id);
    try {
      const job = decodeJob(await files.readText(path), path);
      if (job.id !== id) throw ganetiError('JobFileCorrupted', [`Job file '${path}' holds job ${String(job.id)}`]);
      return job;
    } catch (error) {
      log.error({ err: error, job: id }, 'job file cannot be read; it is moved to the archive');
      await files.rename(path, archivedJobFile(paths, id));
      return undefined;
    }
  }
}
