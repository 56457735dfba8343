import { JOB_QUEUE_FILES_PERMS } from '@gnt/constants';
import { isMissing, type Files, type WriteOptions } from '../common/files.js';
import type { Paths } from '../common/paths.js';
import type { SyncFiles } from '../common/sync-files.js';
import { archivedJobFile, liveJobFile } from './queue-files.js';
import { queueChangeOf } from './queue-records.js';
import type { JournalRecord } from './record.js';
import type { View } from './view.js';

/** Told of what was written, for those who get files instead of records. */
export interface QueueMirror {
  written(path: string, text: string): void;
  moved(from: string, to: string): void;
  drained(flag: boolean): void;
}

export interface QueueViewOptions {
  readonly files: Files;
  readonly syncFiles: SyncFiles;
  readonly paths: Paths;
  /** Who the queue's files belong to. */
  readonly owner?: Pick<WriteOptions, 'uid' | 'gid'>;
}

/** What is to be done about a job's file. */
interface Pending {
  /** Undefined: as it is in the file. */
  text: (() => string) | undefined;
  archived: boolean;
  /** Somebody waits for it: the job ended or went to the archive. */
  urgent: boolean;
  /** The journal has this text, so the file may be torn by a power cut. */
  recorded: boolean;
}

/** Small files of the cluster's state, with their modes. */
const FLAG_MODES = { queueDrain: JOB_QUEUE_FILES_PERMS, watcherPause: 0o644 } as const;
type FlagFile = keyof typeof FLAG_MODES;

/** Files that are written at a time. */
const WIDTH = 64;

/** The files of the job queue, as the original has them: job-N, serial, drain, archive/; and the watcher's pause. */
export class QueueView implements View {
  readonly name = 'job queue';
  readonly #options: QueueViewOptions;
  readonly #write: WriteOptions;
  readonly #jobs = new Map<number, Pending>();
  readonly #flags = new Map<FlagFile, string | null>();
  readonly #unsynced = new Set<string>();
  #mirror: QueueMirror | undefined;
  #serial: number;
  #writtenSerial: number;

  /** `serial` is the number in the serial file. */
  constructor(options: QueueViewOptions, serial: number) {
    this.#options = options;
    this.#write = { mode: JOB_QUEUE_FILES_PERMS, ...options.owner, durable: false };
    this.#serial = serial;
    this.#writtenSerial = serial;
  }

  /** Tells `mirror` of everything that is written from now on. */
  mirrorTo(mirror: QueueMirror): void {
    this.#mirror = mirror;
  }

  get dirty(): boolean {
    return this.#jobs.size > 0 || this.#flags.size > 0 || this.#serial !== this.#writtenSerial;
  }

  /** Takes the effect of a record in; those of other views are passed over. */
  apply(record: JournalRecord): void {
    const change = queueChangeOf(record);
    if (change?.kind === 'job') {
      const { id, text, ended } = change.data;
      this.put(id, () => text, { urgent: ended, recorded: true });
    } else if (change?.kind === 'archive') {
      this.archive(change.data.ids);
    } else if (change) {
      this.setFlag(change.data.file, change.data.text);
    }
  }

  /** Jobs that go to the archive. */
  archive(ids: readonly number[]): void {
    for (const id of ids)
      this.#jobs.set(id, { text: this.#jobs.get(id)?.text, archived: true, urgent: true, recorded: false });
  }

  setFlag(file: FlagFile, text: string | null): void {
    this.#flags.set(file, text);
  }

  /** The highest job number that was seen. */
  get serial(): number {
    return this.#serial;
  }

  /** Job numbers up to this one were given out. */
  atLeast(serial: number): void {
    this.#serial = Math.max(this.#serial, serial);
  }

  /** A job's newest text; also for log lines, which are no records of their own. */
  put(id: number, text: () => string, how: { readonly urgent: boolean; readonly recorded: boolean }): void {
    const pending = this.#jobs.get(id);
    // What is in the archive stays there.
    if (pending?.archived) return;
    const urgent = how.urgent || (pending?.urgent ?? false);
    this.#jobs.set(id, { text, archived: false, urgent, recorded: how.recorded });
    if (id > this.#serial) this.#serial = id;
  }

  async write(all: boolean): Promise<void> {
    const { paths, files } = this.#options;
    for (const [name, text] of [...this.#flags]) {
      const path = paths.file(name);
      if (text === null) await files.remove(path);
      else await this.#options.files.writeAtomic(path, text, { ...this.#write, mode: FLAG_MODES[name] });
      this.#unsynced.add(path);
      if (name === 'queueDrain') this.#mirror?.drained(text !== null);
      if (this.#flags.get(name) === text) this.#flags.delete(name);
    }
    const due = [...this.#jobs].filter(([, pending]) => all || pending.urgent);
    const queue = due.values();
    await Promise.all(
      Array.from({ length: Math.min(WIDTH, due.length) }, async () => {
        for (const [id, pending] of queue) await this.#writeJob(id, pending);
      }),
    );
    const serial = this.#serial;
    if (all && serial !== this.#writtenSerial) {
      await this.#put(paths.file('queueSerial'), `${String(serial)}\n`, false);
      this.#writtenSerial = serial;
    }
  }

  async sync(): Promise<void> {
    const paths = [...this.#unsynced];
    this.#unsynced.clear();
    try {
      await this.#options.syncFiles.sync(paths);
    } catch (e) {
      for (const path of paths) this.#unsynced.add(path);
      throw e;
    }
  }

  async #writeJob(id: number, pending: Pending): Promise<void> {
    const { paths, files } = this.#options;
    const live = liveJobFile(paths, id);
    if (pending.archived) await this.#archive(id, live, pending.text);
    else if (pending.text !== undefined) await this.#put(live, pending.text(), pending.recorded);
    if (this.#jobs.get(id) === pending) this.#jobs.delete(id);
    if (pending.archived) await files.remove(live);
  }

  async #archive(id: number, live: string, text: (() => string) | undefined): Promise<void> {
    const { paths, files } = this.#options;
    const archived = archivedJobFile(paths, id);
    this.#unsynced.add(archived);
    try {
      if (text !== undefined) await this.#put(live, text(), false);
      await files.rename(live, archived);
      this.#mirror?.moved(live, archived);
    } catch (e) {
      // Replayed after a crash: it is in the archive already.
      if (!isMissing(e)) throw e;
    }
  }

  async #put(path: string, text: string, recorded = true): Promise<void> {
    await this.#options.files.writeAtomic(path, text, { ...this.#write, durable: recorded ? false : 'content' });
    this.#unsynced.add(path);
    this.#mirror?.written(path, text);
  }
}
