import type { JournalRecord, WholeState } from '../../../journal/index.js';
import {
  Epochs,
  Journal,
  ORIGIN,
  positionOf,
  readCheckpoint,
  ViewPace,
  writeCheckpoint,
  isAtLeast,
  QueueView,
  CANDIDATE_KIND,
  behindAfter,
} from '../../../journal/index.js';
import { archivedJobFile, jobIdOfFile, liveJobFile } from '../../../journal/queue-files.js';
import {
  configDigest,
  ConfigView,
  applyConfigRecord,
  CONFIG_KIND,
  ConfigState,
  parseConfig,
  parseConfigRecord,
} from '../../../config/index.js';
import type { FollowerDependencies } from './follower.js';

/** The journal grows to this before it is compacted, in bytes. */
const COMPACT_BYTES = 64 * 1024 * 1024;

/** The journal, open, with the files that follow it. */
export class FollowedState {
  readonly journal: Journal;
  readonly epochs: Epochs;
  readonly #deps: FollowerDependencies;
  readonly #queue: QueueView;
  readonly #paces: readonly ViewPace[];
  #behind: Readonly<Record<string, number>>;
  #config: ConfigState | undefined;

  private constructor(
    deps: FollowerDependencies,
    parts: {
      readonly journal: Journal;
      readonly epochs: Epochs;
      readonly config: ConfigState | undefined;
      readonly serial: number;
      readonly behind: Readonly<Record<string, number>>;
    },
  ) {
    this.#deps = deps;
    this.journal = parts.journal;
    this.epochs = parts.epochs;
    this.#config = parts.config;
    this.#behind = parts.behind;
    this.#queue = new QueueView(deps, parts.serial);
    const views = [this.#queue, ...(parts.config ? [this.#configView(parts.config)] : [])];
    this.#paces = views.map((view) => new ViewPace(view, deps.clock, deps.log));
  }

  /** Opens what is on this node. Without a usable configuration there is nothing that records could change. */
  static async open(deps: FollowerDependencies): Promise<FollowedState> {
    const { paths, files } = deps;
    await files.makeDirectory(paths.file('queueArchiveDir'), 0o750);
    const { journal, records } = await Journal.open({ ...deps, path: paths.file('journal') });
    const checkpoint = await readCheckpoint(files, paths.file('journalCheckpoint'));
    const text = await files.readTextIfPresent(paths.file('configData'));
    const tail = checkpoint ? records.filter((r) => !isAtLeast(positionOf(checkpoint), r.position)) : [];
    const changed = tail.length === 0 && checkpoint?.config != null && configDigest(text ?? '') !== checkpoint.config;
    if (text === undefined || checkpoint === undefined || changed) await journal.reset(ORIGIN);
    const usable = text !== undefined && checkpoint !== undefined && !changed;
    const epochs = new Epochs(usable ? checkpoint.epochs : []);
    const state = new FollowedState(deps, {
      journal,
      epochs,
      config: usable ? ConfigState.of(parseConfig(text, paths.file('configData'))) : undefined,
      serial: Number((await files.readTextIfPresent(paths.file('queueSerial'))) ?? 0),
      behind: usable ? checkpoint.behind : {},
    });
    if (usable) state.#apply(tail);
    return state;
  }

  /** Writes the files of a whole state and the checkpoint that says so. */
  static async install(deps: FollowerDependencies, whole: WholeState): Promise<void> {
    const { paths, files, syncFiles } = deps;
    const wanted = new Set(whole.jobs.map(([id]) => id));
    for (const name of await files.list(paths.file('queueDir'))) {
      const id = jobIdOfFile(name);
      if (id !== undefined && !wanted.has(id)) await files.rename(liveJobFile(paths, id), archivedJobFile(paths, id));
    }
    const queue = new QueueView(deps, 0);
    for (const [id, text] of whole.jobs) queue.put(id, () => text, { urgent: true, recorded: true });
    queue.atLeast(whole.serial);
    queue.setFlag('queueDrain', whole.drained ? '' : null);
    queue.setFlag('watcherPause', whole.watcherPause);
    await queue.write(true);
    await queue.sync();
    await files.writeAtomic(paths.file('configData'), whole.config, { mode: 0o640 });
    await syncFiles.sync([paths.file('queueSerial')]);
    await writeCheckpoint(files, paths.file('journalCheckpoint'), {
      ...whole.position,
      epochs: whole.epochs.map(([epoch, first]) => [epoch, first]),
      behind: {},
      config: null,
    });
  }

  /** The highest job number. */
  get serial(): number {
    return this.#queue.serial;
  }

  /** Adds records; resolves when they are on stable storage. */
  async follow(records: readonly JournalRecord[]): Promise<void> {
    // All are waited for: one that fails unheard would end the daemon.
    await Promise.all(records.map((record) => this.journal.follow(record).durable));
    this.#apply(records);
    for (const pace of this.#paces) pace.changed();
    if (this.journal.bytes > COMPACT_BYTES) await this.checkpoint();
  }

  /** Writes what is not written yet. */
  async settle(): Promise<void> {
    for (const pace of this.#paces) await pace.settled(true);
  }

  /** Brings the files to stable storage and forgets the records they hold. */
  async checkpoint(digest?: () => Promise<string>): Promise<void> {
    if (!this.#config) return;
    const { files, paths } = this.#deps;
    const position = this.journal.durable;
    for (const pace of this.#paces) await pace.checkpoint();
    await writeCheckpoint(files, paths.file('journalCheckpoint'), {
      ...position,
      epochs: this.epochs.starts.map(([epoch, first]) => [epoch, first]),
      behind: { ...this.#behind },
      config: (await digest?.()) ?? null,
    });
    await this.journal.compact(position);
  }

  /** Ends without writing anything more. */
  async abandon(): Promise<void> {
    for (const pace of this.#paces) await pace.close();
    await this.journal.close();
  }

  async close(): Promise<void> {
    const { files, paths } = this.#deps;
    // A file that somebody removed is no reason to keep what is here open: it is missed when this is opened again.
    await this.checkpoint(async () => configDigest((await files.readTextIfPresent(paths.file('configData'))) ?? ''));
    for (const pace of this.#paces) await pace.close();
    await this.journal.close();
  }

  #apply(records: readonly JournalRecord[]): void {
    this.epochs.add(records);
    for (const record of records) {
      this.#queue.apply(record);
      if (record.kind === CONFIG_KIND && this.#config)
        this.#config = applyConfigRecord(this.#config, parseConfigRecord(record.data));
      if (record.kind === CANDIDATE_KIND) this.#behind = behindAfter(this.#behind, record);
    }
  }

  #configView(written: ConfigState): ConfigView {
    const { paths } = this.#deps;
    return new ConfigView(
      { ...this.#deps, path: paths.file('configData'), state: () => this.#config ?? written },
      written,
    );
  }
}
