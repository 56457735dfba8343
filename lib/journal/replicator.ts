import type { Clock } from '../common/clock.js';
import { deferred, type Deferred } from '../common/deferred.js';
import type { Logger } from '../common/log.js';
import type { Epochs } from './epochs.js';
import type { Durability, FollowerAnswer, FollowerCalls, FollowerState, WholeState } from './followers.js';
import type { Journal, Recorded } from './journal.js';
import { Majority } from './majority.js';
import { ORIGIN, positionText, type Position } from './position.js';
import { RecentLines } from './recent-lines.js';

export interface ReplicatorOptions {
  readonly journal: Journal;
  readonly epochs: Epochs;
  readonly calls: FollowerCalls;
  readonly clock: Clock;
  readonly log: Logger;
  /** Everything, as of a position that is durable here. */
  readonly whole: () => Promise<WholeState>;
  /** A candidate began to miss records, or has them all again. */
  readonly marked: (node: string, behind: number | undefined) => void;
  /** A candidate has everything, after a time in which it had not. */
  readonly returned: (node: string) => void;
  /** A candidate turned out to run the original: it gets files. */
  readonly foreign: (node: string) => void;
  /** A master of a higher epoch exists: this one must not write any more. */
  readonly deposed: (epoch: number, by: string) => void;
}

/** How a candidate stands, for operators. */
export interface FollowerReport {
  readonly node: string;
  readonly state: FollowerState;
  readonly position: Position | undefined;
  readonly reason: string;
}

interface Follower {
  readonly node: string;
  state: FollowerState;
  /** What it is known to have, always a part of our history. */
  position: Position | undefined;
  reason: string;
  marked: boolean;
  wake: Deferred<undefined>;
  /** Aborted when it is no candidate any more, or nothing is sent any more. */
  readonly end: AbortController;
}

/** How long a silent candidate is left alone, in milliseconds. */
const RETRY_MS = 1000;
/** How often a candidate is asked while there is nothing to send: a master that was replaced meanwhile learns it so. */
const PROBE_MS = 10_000;
/** Why a wait for something to send ended; made once, since every record ends some. */
const WOKEN = new Error('there is something to send');

/**
 * Brings the journal to the other master candidates, each at its own pace, in order; tells when a majority of the
 * candidates (this one included) has a record, or that no majority can be reached.
 */
export class Replicator {
  readonly #options: ReplicatorOptions;
  readonly #followers = new Map<string, Follower>();
  readonly #recent = new RecentLines();
  readonly #majority = new Majority(() => this.#followers.values());
  #stopped = false;

  constructor(options: ReplicatorOptions) {
    this.#options = options;
    options.journal.onBatch((batch) => {
      this.#recorded(batch);
    });
  }

  /** The other candidates from now on; `marked` are those that were behind when the master last stopped. */
  setMembers(nodes: readonly string[], marked: ReadonlySet<string> = new Set()): void {
    const wanted = new Set(nodes);
    for (const [node, follower] of this.#followers) {
      if (wanted.has(node)) continue;
      endOf(follower);
      this.#followers.delete(node);
    }
    for (const node of wanted) {
      if (this.#followers.has(node) || this.#stopped) continue;
      const follower: Follower = {
        node,
        state: 'unknown',
        position: undefined,
        reason: '',
        marked: marked.has(node),
        wake: deferred<undefined>(),
        end: new AbortController(),
      };
      this.#followers.set(node, follower);
      void this.#serve(follower);
    }
    this.#majority.settle();
  }

  report(): FollowerReport[] {
    return [...this.#followers.values()].map(({ node, state, position, reason }) => ({
      node,
      state,
      position,
      reason,
    }));
  }

  /** Candidates that run the original. */
  get foreign(): string[] {
    return this.report().flatMap(({ node, state }) => (state === 'foreign' ? [node] : []));
  }

  /** Resolves when a majority has the record, or when none can be reached; it must be durable here. */
  acknowledged(position: Position): Promise<Durability> {
    return this.#majority.has(position.seq);
  }

  /** Whether changes reach a majority at present. */
  get health(): Durability {
    return this.#majority.judge(this.#options.journal.durable.seq) ?? 'replicated';
  }

  /** Waits until candidates that answer have everything, for at most `ms`. */
  async caughtUp(ms: number): Promise<void> {
    const deadline = this.#options.clock.now() + ms;
    const open = (): boolean =>
      [...this.#followers.values()].some(
        ({ state, position }) =>
          state !== 'unreachable' && state !== 'foreign' && (position?.seq ?? 0) < this.#options.journal.durable.seq,
      );
    while (open() && this.#options.clock.now() < deadline && !this.#stopped) await this.#options.clock.sleep(10);
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#stopped = true;
    for (const follower of this.#followers.values()) endOf(follower);
    this.#majority.giveUp();
  }

  #recorded(batch: readonly Recorded[]): void {
    this.#recent.add(batch);
    for (const follower of this.#followers.values()) {
      if (follower.state === 'unreachable') this.#mark(follower, true);
      follower.wake.resolve(undefined);
    }
  }

  #mark(follower: Follower, behind: boolean): void {
    if (follower.marked === behind) return;
    follower.marked = behind;
    this.#options.marked(follower.node, behind ? (follower.position?.seq ?? 0) : undefined);
  }

  async #serve(follower: Follower): Promise<void> {
    const { journal, log, clock } = this.#options;
    const { signal } = follower.end;
    while (!signal.aborted) {
      try {
        if (follower.state !== 'foreign' && (await this.#step(follower))) continue;
      } catch (err) {
        log.error({ err, node: follower.node }, 'candidate cannot be sent the journal');
        this.#silent(follower, err instanceof Error ? err.message : String(err));
      }
      if (follower.state === 'unreachable' || follower.state === 'foreign') {
        await clock.sleep(RETRY_MS, signal).catch(() => undefined);
        // A node that runs the original may have been upgraded.
        if (follower.state === 'foreign') await this.#ask(follower);
      } else if ((follower.position?.seq ?? 0) >= journal.durable.seq) {
        if (await this.#idle(follower)) await this.#probe(follower);
      }
    }
  }

  /** Waits for something to send; true when it asks the candidate now and then instead, which may have a newer master. */
  async #idle(follower: Follower): Promise<boolean> {
    const woken = new AbortController();
    const long = this.#options.clock.sleep(PROBE_MS, woken.signal).then(
      () => true,
      () => false,
    );
    const silent = await Promise.race([follower.wake.promise.then(() => false), long]);
    woken.abort(WOKEN);
    if (!silent) follower.wake = deferred<undefined>();
    return silent && !follower.end.signal.aborted;
  }

  async #probe(follower: Follower): Promise<void> {
    try {
      await this.#ask(follower);
    } catch (err) {
      this.#silent(follower, err instanceof Error ? err.message : String(err));
    }
  }

  /** One exchange; true when the next may follow at once. */
  async #step(follower: Follower): Promise<boolean> {
    const { journal, calls } = this.#options;
    const { position } = follower;
    if (position === undefined || follower.state === 'unreachable') return this.#ask(follower);
    if (position.seq >= journal.durable.seq) {
      this.#upToDate(follower);
      return false;
    }
    const lines = this.#recent.after(position) ?? (await this.#fromFile(position));
    if (lines === undefined) return this.#replace(follower, position);
    const request = { epoch: journal.head.epoch, after: position, lines };
    const answer = await calls.append(follower.node, request);
    if (answer.kind === 'answer' && !answer.accepted && !this.#isDeposed(follower, answer.promised))
      return this.#ask(follower);
    return this.#heard(follower, answer);
  }

  async #fromFile(after: Position): Promise<string | undefined> {
    const records = await this.#options.journal.linesAfter(after);
    return records?.join('');
  }

  async #ask(follower: Follower): Promise<boolean> {
    const answer = await this.#options.calls.state(follower.node);
    if (answer.kind !== 'answer') return this.#heard(follower, answer);
    const { epochs, journal } = this.#options;
    if (this.#isDeposed(follower, answer.promised)) return false;
    if (epochs.holds(answer.position, journal.durable) && answer.position.seq >= journal.base.seq)
      return this.#heard(follower, answer);
    follower.state = 'behind';
    return this.#replace(follower, answer.position);
  }

  async #replace(follower: Follower, theirs: Position): Promise<boolean> {
    const { epochs, journal, calls, log, whole } = this.#options;
    const common = epochs.common(theirs, journal.durable) ?? ORIGIN;
    log.info({ node: follower.node, has: positionText(theirs) }, 'candidate is given the whole state');
    const answer = await calls.replace(follower.node, journal.head.epoch, common, await whole());
    if (answer.kind === 'answer' && !answer.accepted && !this.#isDeposed(follower, answer.promised))
      throw new Error(`it does not take the whole state: ${answer.reason}`);
    return this.#heard(follower, answer);
  }

  #isDeposed(follower: Follower, promised: number): boolean {
    if (promised <= this.#options.journal.head.epoch) return false;
    this.stop();
    this.#options.deposed(promised, follower.node);
    return true;
  }

  #heard(follower: Follower, answer: FollowerAnswer): boolean {
    const { log } = this.#options;
    if (answer.kind === 'silent') {
      this.#silent(follower, answer.reason);
      return false;
    }
    if (answer.kind === 'foreign') {
      if (follower.state !== 'foreign') {
        follower.state = 'foreign';
        log.info({ node: follower.node }, 'candidate does not keep the journal; it is sent files');
        this.#options.foreign(follower.node);
      }
      this.#majority.settle();
      return false;
    }
    if (this.#isDeposed(follower, answer.promised)) return false;
    follower.position = answer.position;
    follower.reason = '';
    if (answer.position.seq >= this.#options.journal.durable.seq) this.#upToDate(follower);
    else if (follower.state !== 'current') follower.state = 'behind';
    this.#majority.settle();
    return true;
  }

  #upToDate(follower: Follower): void {
    const { log, returned } = this.#options;
    if (follower.state !== 'current') {
      log.info({ node: follower.node }, 'candidate has everything');
      returned(follower.node);
    }
    follower.state = 'current';
    this.#mark(follower, false);
  }

  #silent(follower: Follower, reason: string): void {
    if (follower.state !== 'unreachable')
      this.#options.log.warn(
        { node: follower.node, reason },
        'candidate does not answer; it will be caught up when it does',
      );
    follower.state = 'unreachable';
    follower.reason = reason;
    if ((follower.position?.seq ?? 0) < this.#options.journal.durable.seq) this.#mark(follower, true);
    this.#majority.settle();
  }
}

function endOf(follower: Follower): void {
  follower.end.abort();
  follower.wake.resolve(undefined);
}
