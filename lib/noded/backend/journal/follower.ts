import type { AppendFiles } from '../../../common/append-file.js';
import type { Clock } from '../../../common/clock.js';
import type { Files } from '../../../common/files.js';
import type { Logger } from '../../../common/log.js';
import type { Paths } from '../../../common/paths.js';
import type { SyncFiles } from '../../../common/sync-files.js';
import {
  comparePositions,
  decodeRecord,
  encodeRecord,
  Journal,
  JournalCorrupted,
  ORIGIN,
  parseWhole,
  positionText,
  wholeParts,
  type JournalRecord,
  type Position,
  type WholeState,
} from '../../../journal/index.js';
import { liveJobFile, jobIdOfFile } from '../../../journal/queue-files.js';
import { NodeError } from '../../errors.js';
import { FollowedState } from './followed-state.js';

export interface FollowerDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly appendFiles: AppendFiles;
  readonly syncFiles: SyncFiles;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the master daemon runs on this node: then the journal is its own. */
  readonly masterRuns: () => Promise<boolean>;
}

/** What each call answers: where the journal stands, and whether the call did its work. */
export interface Standing {
  position: [number, number];
  promised: number;
  accepted: boolean;
  reason: string;
}

/**
 * The journal of the master as a candidate keeps it: records in order, on stable storage before they are acknowledged;
 * the files follow within a second. A master of a lower epoch than was promised is refused. Calls must not overlap.
 */
export class JournalFollower {
  readonly #deps: FollowerDependencies;
  #state: FollowedState | undefined;
  #promised: number | undefined;
  /** The node that the epoch was promised to; empty when it has begun without. */
  #promisedTo = '';
  #parts: string[] = [];
  #fetching: string[] = [];

  constructor(deps: FollowerDependencies) {
    this.#deps = deps;
  }

  async state(): Promise<Standing> {
    if (await this.#isMasters()) return this.#standingOfMaster();
    try {
      return this.#standing(await this.#open());
    } catch (e) {
      if (!(e instanceof JournalCorrupted)) throw e;
      // It counts for nothing in a failover; the master, who sees this, sends everything.
      return { position: [0, 0], promised: await this.#promisedEpoch(), accepted: false, reason: e.message };
    }
  }

  async append(epoch: number, after: Position, lines: string): Promise<Standing> {
    const refusal = await this.#admit(epoch);
    if (refusal) return refusal;
    const state = await this.#open();
    const { durable } = state.journal;
    if (comparePositions(after, durable) !== 0) {
      return this.#standing(state, `the records do not follow ${positionText(durable)}`);
    }
    const records = lines.split('\n').slice(0, -1).map(decodeRecord);
    if (!records.every((r): r is JournalRecord => r !== undefined)) {
      return this.#standing(state, 'a record arrived damaged');
    }
    await state.follow(records);
    return this.#standing(state);
  }

  /** Takes a part of the whole state; with the last one it takes the place of what is here. */
  async replace(epoch: number, common: Position, part: number, parts: number, content: string): Promise<Standing> {
    const refusal = await this.#admit(epoch);
    if (refusal) return refusal;
    const state = await this.#openForReplacement();
    if (part === 0) this.#parts = [];
    if (part !== this.#parts.length)
      return this.#standing(state, `part ${part} does not follow ${this.#parts.length} parts`);
    this.#parts.push(content);
    if (this.#parts.length < parts) return this.#standing(state);
    const whole = parseWhole(this.#parts.join(''));
    this.#parts = [];
    // A request that was sent again may arrive late: what came since must not be lost.
    if (comparePositions(whole.position, state.journal.durable) < 0)
      return this.#standing(state, `it has more than that: ${positionText(state.journal.durable)}`);
    await this.#keepOwn(state, common);
    await state.close();
    this.#state = undefined;
    await this.#take(whole);
    return this.#standing(await this.#open());
  }

  /**
   * Promises an epoch to a node that is to be master, and to no other: lower ones are refused from now on. All files
   * are written and closed, so that this node may be the one.
   */
  async promise(epoch: number, master: string): Promise<Standing> {
    const refusal = await this.#admit(epoch, master);
    if (refusal) return refusal;
    const state = await this.#open();
    const standing = this.#standing(state);
    await this.close();
    return standing;
  }

  /** A part of the whole state kept here; part 0 takes stock. */
  async fetch(part: number): Promise<{ parts: number; content: string }> {
    if (part === 0) this.#fetching = wholeParts(await this.#whole(await this.#open()));
    const content = this.#fetching[part];
    if (content === undefined) throw new Error(`There is no part ${part}; ask for part 0 first`);
    return { parts: this.#fetching.length, content };
  }

  /** This node is no candidate any more: the journal is closed and removed, so that it is given everything if it becomes one. */
  async forget(): Promise<void> {
    const { paths, files } = this.#deps;
    await this.#state?.abandon();
    this.#state = undefined;
    for (const name of ['journal', 'journalCheckpoint', 'journalWhole'] as const) await files.remove(paths.file(name));
  }

  /** Brings the files up to date, for who is going to look at them. */
  async settle(): Promise<void> {
    if (await this.#isMasters()) return;
    await this.#state?.settle();
  }

  /** Writes all files and closes the journal; a later call opens it again. */
  async close(): Promise<void> {
    if (await this.#isMasters()) return;
    const state = this.#state;
    this.#state = undefined;
    await state?.close();
  }

  /** The journal is the master daemon's while that runs here: what was open is let go, and nothing is written. */
  async #isMasters(): Promise<boolean> {
    if (!(await this.#deps.masterRuns())) return false;
    const state = this.#state;
    this.#state = undefined;
    await state?.abandon();
    return true;
  }

  /** Opens what is to be replaced as a whole; a damaged journal is put aside. */
  async #openForReplacement(): Promise<FollowedState> {
    try {
      return await this.#open();
    } catch (e) {
      if (!(e instanceof JournalCorrupted)) throw e;
      const { files, paths, clock, log } = this.#deps;
      const file = `${paths.file('journal')}.damaged-${Math.floor(clock.now() / 1000)}`;
      await files.rename(paths.file('journal'), file);
      log.error({ reason: e.message, file }, 'the damaged journal is put aside; the master sends everything');
      return this.#open();
    }
  }

  async #open(): Promise<FollowedState> {
    if (await this.#isMasters())
      throw new NodeError('The master daemon runs on this node and keeps the journal itself');
    if (this.#state) return this.#state;
    await this.#finishTaking();
    return (this.#state = await FollowedState.open(this.#deps));
  }

  #standing(state: FollowedState, reason = ''): Standing {
    const { epoch, seq } = state.journal.durable;
    const promised = Math.max(this.#promised ?? 0, epoch);
    return { position: [epoch, seq], promised, accepted: reason === '', reason };
  }

  /** What the master's journal on this node holds, looked at without touching it. */
  async #standingOfMaster(): Promise<Standing> {
    const { paths, appendFiles } = this.#deps;
    const file = await appendFiles.open(paths.file('journal'), 0o640);
    try {
      const { epoch, seq } = Journal.positionIn(await file.read(), paths.file('journal'));
      return { position: [epoch, seq], promised: epoch, accepted: true, reason: '' };
    } finally {
      await file.close();
    }
  }

  /** A refusal for a master that was replaced; a newer one is promised to. */
  async #admit(epoch: number, master = ''): Promise<Standing | undefined> {
    const { files, paths } = this.#deps;
    const kept = await this.#promisedEpoch();
    const promised = Math.max(kept, this.#state?.journal.durable.epoch ?? 0);
    const refuse = (reason: string): Standing => ({ position: [0, 0], promised, accepted: false, reason });
    if (epoch < promised) return refuse(`epoch ${epoch} is over, ${promised} has begun`);
    // Two nodes that become master at the same time must not have the same epoch.
    if (epoch === promised && master !== '' && master !== this.#promisedTo)
      return refuse(`epoch ${epoch} is promised to ${this.#promisedTo === '' ? 'another node' : this.#promisedTo}`);
    if (epoch > kept) {
      await files.writeAtomic(paths.file('journalPromise'), `${epoch} ${master}\n`, { mode: 0o640 });
      this.#promised = epoch;
      this.#promisedTo = master;
    }
    return undefined;
  }

  /** Records that the master does not know go into a file for the operator. */
  async #keepOwn(state: FollowedState, common: Position): Promise<void> {
    const { paths, files, log } = this.#deps;
    const { durable, base } = state.journal;
    if (comparePositions(durable, common) <= 0 || comparePositions(durable, ORIGIN) === 0) return;
    const own = await state.journal.recordsAfter({ epoch: 0, seq: Math.max(common.seq, base.seq) });
    if (!own || own.length === 0) return;
    const file = `${paths.file('journalCheckpoint')}.lost-${positionText(durable)}`;
    await files.writeAtomic(file, own.map(encodeRecord).join(''), { mode: 0o640 });
    log.error(
      { records: own.length, file },
      'records that only this node has are put aside; the cluster went on without them',
    );
  }

  /** The epoch that was promised, as it is kept on disk. */
  async #promisedEpoch(): Promise<number> {
    const { files, paths } = this.#deps;
    if (this.#promised === undefined) {
      const [number, to = ''] = ((await files.readTextIfPresent(paths.file('journalPromise'))) ?? '0')
        .trim()
        .split(' ');
      this.#promised = Number(number);
      this.#promisedTo = to;
    }
    return this.#promised;
  }

  /** The state goes into one file first, so that a crash leaves either the old or the new journal. */
  async #take(whole: WholeState): Promise<void> {
    const { paths, files } = this.#deps;
    await files.writeAtomic(paths.file('journalWhole'), JSON.stringify(whole), { mode: 0o640 });
    const { journal } = await Journal.open({ ...this.#deps, path: paths.file('journal') });
    await journal.reset(whole.position);
    await journal.close();
    await this.#finishTaking();
  }

  /** Puts the files of a whole state that was taken over into place. */
  async #finishTaking(): Promise<void> {
    const { paths, files } = this.#deps;
    const text = await files.readTextIfPresent(paths.file('journalWhole'));
    if (text === undefined) return;
    const whole = parseWhole(text);
    const { journal } = await Journal.open({ ...this.#deps, path: paths.file('journal') });
    const { base } = journal;
    await journal.close();
    if (comparePositions(base, whole.position) === 0) await FollowedState.install(this.#deps, whole);
    await files.remove(paths.file('journalWhole'));
  }

  async #whole(state: FollowedState): Promise<WholeState> {
    const { paths, files } = this.#deps;
    await state.checkpoint();
    const ids = (await files.list(paths.file('queueDir'))).map(jobIdOfFile).filter((id) => id !== undefined);
    const jobs: [number, string][] = [];
    for (const id of ids.sort((a, b) => a - b)) jobs.push([id, await files.readText(liveJobFile(paths, id))]);
    const drained = (await files.readTextIfPresent(paths.file('queueDrain'))) !== undefined;
    const watcherPause = (await files.readTextIfPresent(paths.file('watcherPause'))) ?? null;
    const config = await files.readText(paths.file('configData'));
    return {
      position: state.journal.durable,
      epochs: state.epochs.starts,
      config,
      jobs,
      serial: state.serial,
      drained,
      watcherPause,
    };
  }
}
