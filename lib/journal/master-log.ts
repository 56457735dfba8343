import type { Clock } from '../common/clock.js';
import type { Files } from '../common/files.js';
import type { Logger } from '../common/log.js';
import { CANDIDATE_KIND } from './candidates.js';
import { writeCheckpoint } from './checkpoint.js';
import type { Epochs } from './epochs.js';
import { FilesUnavailable, MasterDeposed } from './errors.js';
import type { Durability, FollowerCalls, WholeState } from './followers.js';
import type { BatchListener, Journal } from './journal.js';
import { positionText, type Position } from './position.js';
import { encodeRecord } from './record.js';
import { Replicator, type FollowerReport } from './replicator.js';
import { ViewPace, type View } from './view.js';

export interface MasterLogOptions {
  readonly journal: Journal;
  readonly epochs: Epochs;
  readonly calls: FollowerCalls;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the checkpoint is kept, beside the journal. */
  readonly checkpointPath: string;
  /** Candidates that missed records when the master last stopped. */
  readonly behind: Readonly<Record<string, number>>;
  /** Everything, as of now; what it shows is durable here. */
  readonly whole: () => WholeState;
  /** A candidate has everything, after a time in which it had not. */
  readonly returned: (node: string) => void;
  /** A candidate turned out to run the original: it gets files. */
  readonly foreign: (node: string) => void;
  /** This master must end: another one has taken over. */
  readonly deposed: () => void;
}

/** A change on its way. */
export interface Entry {
  readonly position: Position;
  /** Resolves when it survives a crash of this machine. */
  readonly durable: Promise<unknown>;
  /** Resolves when it is acknowledged as decision 7 says; rejects when it was dropped. */
  acknowledged(): Promise<Durability>;
}

/** What those who change the cluster's state need of the journal. */
export interface ChangeLog {
  /** Adds a record behind all others; throws while the disk refuses or when this is no master any more. */
  append(kind: string, data: unknown): Entry;
  /** Calls `listener` for each batch that is durable here, in order. */
  onBatch(listener: BatchListener): void;
  /** Resolves when the files show everything that is durable now and that somebody may wait for. */
  settled(): Promise<void>;
  /** How far an acknowledgement given now would reach. */
  readonly health: Durability;
  /** Nothing can be appended any more. */
  readonly closed: boolean;
}

/** The journal grows to this before it is compacted, in bytes. */
const COMPACT_BYTES = 64 * 1024 * 1024;
/** How often the files are brought to stable storage while there is something to do, in milliseconds. */
const CHECKPOINT_MS = 60_000;

/** The master's side of the journal: appends, replication, files, checkpoints (decisions 6 and 7). */
export class MasterLog implements ChangeLog {
  readonly #options: MasterLogOptions;
  readonly #replicator: Replicator;
  readonly #paces: ViewPace[];
  readonly #behind: Map<string, number>;
  #deposedBy: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #checkpointing: Promise<void> | undefined;
  #closed = false;

  constructor(options: MasterLogOptions, views: readonly View[]) {
    this.#options = options;
    const { journal, epochs, calls, clock, log } = options;
    this.#behind = new Map(Object.entries(options.behind));
    this.#paces = views.map((view) => new ViewPace(view, clock, log));
    this.#replicator = new Replicator({
      journal,
      epochs,
      calls,
      clock,
      log,
      whole: async () => options.whole(),
      marked: (node, seq) => {
        this.#mark(node, seq);
      },
      returned: options.returned,
      foreign: options.foreign,
      deposed: (epoch, by) => {
        void this.#stepDown(epoch, by);
      },
    });
    journal.onBatch(() => {
      this.#checkpointLater();
    });
  }

  append(kind: string, data: unknown): Entry {
    if (this.#deposedBy !== undefined) throw new MasterDeposed(this.#deposedBy);
    for (const { name, failure } of this.#paces) if (failure !== undefined) throw new FilesUnavailable(name, failure);
    const { position, durable } = this.#options.journal.append(kind, data);
    return {
      position,
      durable,
      acknowledged: async () => {
        await durable;
        const reached = await this.#replicator.acknowledged(position);
        if (this.#deposedBy !== undefined) throw new MasterDeposed(this.#deposedBy);
        return reached;
      },
    };
  }

  onBatch(listener: BatchListener): void {
    this.#options.journal.onBatch(listener);
  }

  /** Views took something in: it is written soon. */
  changed(): void {
    for (const pace of this.#paces) pace.changed();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#paces.map((pace) => pace.settled()));
  }

  get closed(): boolean {
    return this.#closed || this.#deposedBy !== undefined;
  }

  get health(): Durability {
    return this.#replicator.health;
  }

  /** The other candidates from now on. */
  setMembers(nodes: readonly string[]): void {
    for (const node of this.#behind.keys()) if (!nodes.includes(node)) this.#behind.delete(node);
    this.#replicator.setMembers(nodes, new Set(this.#behind.keys()));
  }

  report(): {
    readonly head: Position;
    readonly durable: Position;
    readonly base: Position;
    readonly followers: readonly FollowerReport[];
  } {
    const { head, durable, base } = this.#options.journal;
    return { head, durable, base, followers: this.#replicator.report() };
  }

  /** Candidates that run the original. */
  get foreign(): readonly string[] {
    return this.#replicator.foreign;
  }

  /** Waits until candidates that answer have everything, for at most `ms`. */
  caughtUp(ms: number): Promise<void> {
    return this.#replicator.caughtUp(ms);
  }

  /** Brings the files to stable storage and forgets the records they hold. `digest`: of config.data, which is left so. */
  async checkpoint(digest?: () => Promise<string>): Promise<void> {
    while (this.#checkpointing) await this.#checkpointing;
    this.#checkpointing = this.#checkpoint(digest);
    try {
      await this.#checkpointing;
    } finally {
      this.#checkpointing = undefined;
    }
  }

  /** Writes everything out and ends; `digest` of config.data as it is then tells the next start that nobody else wrote it. */
  async close(digest: () => Promise<string>): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    if (this.#deposedBy === undefined && this.#options.journal.failure === undefined) {
      await this.settled();
      await this.#replicator.caughtUp(2000);
      this.#replicator.stop();
      await this.checkpoint(digest);
    }
    this.#replicator.stop();
    await Promise.all(this.#paces.map((pace) => pace.close()));
    await this.#options.journal.close();
  }

  async #checkpoint(digest: (() => Promise<string>) | undefined): Promise<void> {
    const { journal, files, checkpointPath, epochs } = this.#options;
    // What is durable now is in the views' memory, and so in the files after this.
    const position = journal.durable;
    await Promise.all(this.#paces.map((pace) => pace.checkpoint()));
    const config = (await digest?.()) ?? null;
    await writeCheckpoint(files, checkpointPath, {
      epoch: position.epoch,
      seq: position.seq,
      epochs: epochs.starts.map(([epoch, first]) => [epoch, first]),
      behind: Object.fromEntries(this.#behind),
      config,
    });
    if (this.#closed || journal.bytes > COMPACT_BYTES) await journal.compact(position);
  }

  #checkpointLater(): void {
    if (this.#closed) return;
    if (this.#options.journal.bytes > COMPACT_BYTES) this.#checkpointNow();
    this.#cancelTimer ??= this.#options.clock.after(CHECKPOINT_MS, () => {
      this.#cancelTimer = undefined;
      this.#checkpointNow();
    });
  }

  #checkpointNow(): void {
    if (this.#checkpointing || this.#closed || this.#deposedBy !== undefined) return;
    this.checkpoint().catch((err: unknown) => {
      this.#options.log.error({ err }, 'checkpoint failed; the journal keeps its records');
      this.#checkpointLater();
    });
  }

  #mark(node: string, seq: number | undefined): void {
    const { log } = this.#options;
    if (seq === undefined) this.#behind.delete(node);
    else this.#behind.set(node, seq);
    try {
      this.append(CANDIDATE_KIND, { node, behind: seq ?? null }).durable.catch((err: unknown) => {
        log.warn({ err, node }, "candidate's state is not recorded");
      });
    } catch (err) {
      log.warn({ err, node }, "candidate's state is not recorded");
    }
  }

  /** Another master of a higher epoch has taken over: never write again, keep what nobody else has. */
  async #stepDown(epoch: number, by: string): Promise<void> {
    if (this.#deposedBy !== undefined) return;
    this.#deposedBy = epoch;
    const { journal, files, log, checkpointPath, deposed } = this.#options;
    const seq = Math.max(journal.base.seq, ...this.#replicator.report().map((f) => f.position?.seq ?? 0));
    const own = (await journal.recordsAfter({ epoch: 0, seq }).catch(() => undefined)) ?? [];
    const file = `${checkpointPath}.lost-${positionText(journal.durable)}`;
    if (own.length > 0) {
      await files
        .writeAtomic(file, own.map(encodeRecord).join(''), { mode: 0o640 })
        .catch((err: unknown) => log.error({ err, file }, 'records that nobody else has cannot be kept'));
    }
    log.fatal(
      { epoch, told_by: by, records: own.length, ...(own.length > 0 ? { file } : {}) },
      'another master has taken over; this one writes nothing more and ends',
    );
    deposed();
  }
}
