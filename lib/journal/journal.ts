import type { AppendFile, AppendFiles } from '../common/append-file.js';
import type { Clock } from '../common/clock.js';
import { deferred, type Deferred } from '../common/deferred.js';
import type { Files } from '../common/files.js';
import type { Logger } from '../common/log.js';
import { JournalUnavailable } from './errors.js';
import { comparePositions, type Position } from './position.js';
import { BASE_KIND, encodeRecord, EPOCH_KIND, type JournalRecord } from './record.js';
import { batchLine, scanJournal } from './scan.js';

export interface JournalOptions {
  readonly files: Files;
  readonly appendFiles: AppendFiles;
  readonly clock: Clock;
  readonly path: string;
  readonly log: Logger;
}

/** A record that was given its position and is on its way to the disk. */
export interface Appended {
  readonly position: Position;
  /** Resolves when the record is on stable storage here; rejects with JournalUnavailable when it never will be. */
  readonly durable: Promise<unknown>;
}

/** A record with its line in the file. */
export interface Recorded {
  readonly record: JournalRecord;
  readonly line: string;
}

/** Told of records in order, once they are durable here and before their writers hear of it. */
export type BatchListener = (batch: readonly Recorded[]) => void;

interface Pending extends Recorded {
  readonly done: Deferred<undefined>;
}

const MODE = 0o640;
/** How long to wait before the disk is tried again after it refused, in milliseconds. */
const RETRY_MS = 1000;

/**
 * The one file in which every durable change is a record (decision 6). Records that come while others are being written
 * share the next write and fdatasync (group commit). When the disk refuses, what was not yet durable is dropped and its
 * writers are told, new records are refused, and the disk is tried again every second.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #listeners: BatchListener[] = [];
  #file: AppendFile;
  #base: Position;
  #head: Position;
  #durable: Position;
  #soundBytes: number;
  #pending: Pending[] = [];
  #flushing: Promise<void> | undefined;
  #failure: unknown;
  #cancelRetry: (() => void) | undefined;
  #closed = false;

  private constructor(options: JournalOptions, file: AppendFile, base: Position, last: Position) {
    this.#options = options;
    this.#file = file;
    this.#base = base;
    this.#head = last;
    this.#durable = last;
    this.#soundBytes = file.size;
  }

  /** Opens the journal, cuts off a torn end, brings it to stable storage, and gives the records it holds, oldest first. */
  static async open(options: JournalOptions): Promise<{ journal: Journal; records: readonly JournalRecord[] }> {
    const file = await options.appendFiles.open(options.path, MODE);
    const { base, records, soundBytes } = scanJournal(await file.read(), options.path);
    if (soundBytes < file.size) {
      options.log.warn(
        { path: options.path, bytes: file.size - soundBytes },
        'the end of the journal was torn by a crash; it is cut off',
      );
      await file.truncate(soundBytes);
    }
    // A process that was killed may have written without a sync: what counts from here on must outlive a power cut.
    if (file.size > 0) await file.sync();
    const last = records.at(-1)?.position ?? base;
    return { journal: new Journal(options, file, base, last), records };
  }

  /** Where the journal in a file's content ends; changes nothing, so it may belong to another process. */
  static positionIn(content: Buffer, path: string): Position {
    const { base, records } = scanJournal(content, path);
    return records.at(-1)?.position ?? base;
  }

  /** Position of the last record that was given one. */
  get head(): Position {
    return this.#head;
  }
  /** Position of the last record that is on stable storage here. */
  get durable(): Position {
    return this.#durable;
  }
  /** Records up to here were compacted away. */
  get base(): Position {
    return this.#base;
  }
  get bytes(): number {
    return this.#file.size;
  }
  /** Why nothing can be written at present; undefined when all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Calls `listener` for each batch from now on. */
  onBatch(listener: BatchListener): void {
    this.#listeners.push(listener);
  }

  /** Adds a record behind all others. Throws JournalUnavailable while the disk refuses. */
  append(kind: string, data: unknown): Appended {
    return this.#add({ position: { epoch: this.#head.epoch, seq: this.#head.seq + 1 }, kind, data });
  }

  /** Starts the epoch of a new master. */
  startEpoch(epoch: number, data: unknown): Appended {
    if (epoch <= this.#head.epoch) throw new Error(`Epoch ${epoch} is not above ${this.#head.epoch}`);
    return this.#add({ position: { epoch, seq: this.#head.seq + 1 }, kind: EPOCH_KIND, data });
  }

  /** Adds a record of the master on a candidate; it must be the next one. */
  follow(record: JournalRecord): Appended {
    const next = this.#head.seq + 1;
    if (record.position.seq !== next || record.position.epoch < this.#head.epoch) {
      throw new Error(
        `Record ${record.position.epoch}.${record.position.seq} does not follow ${this.#head.epoch}.${this.#head.seq}`,
      );
    }
    return this.#add(record);
  }

  /** Lines of the records behind `from`, as many as go into one message; undefined when they were compacted away. */
  async linesAfter(from: Position, maxLength = 4 * 1024 * 1024): Promise<readonly string[] | undefined> {
    const lines = (await this.recordsAfter(from))?.map(encodeRecord);
    let length = 0;
    const end = lines?.findIndex((line, i) => (length += line.length) > maxLength && i > 0) ?? -1;
    return end === -1 ? lines : lines?.slice(0, end);
  }

  /** The records behind `from`; undefined when they were compacted away. */
  async recordsAfter(from: Position): Promise<readonly JournalRecord[] | undefined> {
    if (from.seq < this.#base.seq) return undefined;
    const content = (await this.#file.read()).subarray(0, this.#soundBytes);
    return scanJournal(content, this.#options.path).records.filter((r) => r.position.seq > from.seq);
  }

  /** Forgets the records up to `upTo`, whose effect is on stable storage elsewhere. */
  async compact(upTo: Position): Promise<void> {
    if (comparePositions(upTo, this.#base) <= 0) return;
    await this.#exclusively(async () => {
      const { files, appendFiles, path } = this.#options;
      const kept = scanJournal((await this.#file.read()).subarray(0, this.#soundBytes), path).records.filter(
        (r) => comparePositions(r.position, upTo) > 0,
      );
      const lines = [encodeRecord({ position: upTo, kind: BASE_KIND, data: null }), ...kept.map(encodeRecord)];
      await files.writeAtomic(path, lines.join(''), { mode: MODE });
      const old = this.#file;
      this.#file = await appendFiles.open(path, MODE);
      this.#soundBytes = this.#file.size;
      this.#base = upTo;
      await old.close();
    });
  }

  /** Drops everything and starts behind `base`, on a candidate that was given the whole state. */
  async reset(base: Position): Promise<void> {
    await this.#exclusively(async () => {
      const { files, appendFiles, path } = this.#options;
      await files.writeAtomic(path, encodeRecord({ position: base, kind: BASE_KIND, data: null }), { mode: MODE });
      const old = this.#file;
      this.#file = await appendFiles.open(path, MODE);
      this.#soundBytes = this.#file.size;
      this.#base = base;
      this.#head = base;
      this.#durable = base;
      await old.close();
    });
  }

  /** Waits for what is under way and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#flushing;
    await this.#file.close();
  }

  #add(record: JournalRecord): Appended {
    if (this.#failure !== undefined) throw new JournalUnavailable(this.#options.path, this.#failure);
    if (this.#closed) throw new JournalUnavailable(this.#options.path, 'it is closed');
    this.#head = record.position;
    const done = deferred<undefined>();
    this.#pending.push({ record, line: encodeRecord(record), done });
    this.#flushing ??= this.#flush();
    return { position: record.position, durable: done.promise };
  }

  async #flush(): Promise<void> {
    // Everything that is appended in this turn of the event loop shares the first write.
    await Promise.resolve();
    while (this.#pending.length > 0 && this.#failure === undefined) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#file.append(Buffer.from(batchLine(this.#durable) + batch.map((p) => p.line).join('')));
        await this.#file.sync();
      } catch (e) {
        this.#fail(e, [...batch, ...this.#pending]);
        break;
      }
      this.#soundBytes = this.#file.size;
      const last = batch[batch.length - 1]?.record.position ?? this.#durable;
      this.#durable = last;
      for (const listener of this.#listeners) listener(batch);
      for (const { done } of batch) done.resolve(undefined);
    }
    this.#flushing = undefined;
  }

  #fail(cause: unknown, dropped: readonly Pending[]): void {
    this.#failure = cause;
    this.#pending = [];
    this.#head = this.#durable;
    this.#options.log.error(
      { err: cause, records: dropped.length },
      'the journal cannot be written; nothing new is accepted',
    );
    const error = new JournalUnavailable(this.#options.path, cause);
    for (const { done } of dropped) done.reject(error);
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => {
      this.#flushing = this.#recover().finally(() => {
        this.#flushing = undefined;
      });
    });
  }

  /** Opens the file anew, cuts off what was not acknowledged, and checks that the disk takes it. */
  async #recover(): Promise<void> {
    try {
      const file = await this.#options.appendFiles.open(this.#options.path, MODE);
      await file.truncate(this.#soundBytes);
      // A full disk may take the truncation and refuse the next byte: try one that readers leave out as a torn end.
      await file.append(Buffer.from('?'));
      await file.sync();
      await file.truncate(this.#soundBytes);
      await file.sync();
      await this.#file.close().catch(() => undefined);
      this.#file = file;
      this.#failure = undefined;
      this.#options.log.info('the journal can be written again');
    } catch (e) {
      this.#failure = e;
      this.#retryLater();
    }
  }

  /** Runs `act` while nothing is being written; appends that come meanwhile wait. */
  async #exclusively(act: () => Promise<void>): Promise<void> {
    while (this.#flushing) await this.#flushing;
    const done = deferred<undefined>();
    this.#flushing = done.promise;
    try {
      await act();
    } finally {
      this.#flushing = undefined;
      done.resolve(undefined);
      if (this.#pending.length > 0) this.#flushing = this.#flush();
    }
  }
}
