import type { ConfigData } from '@gnt/objects';
import { epochSeconds, type Clock } from '../common/clock.js';
import { Latest } from '../common/latest.js';
import type { Random } from '../common/random.js';
import type { ChangeLog, Entry } from '../journal/master-log.js';
import type { Differences } from './bump.js';
import { changeState } from './change.js';
import type { ConfigSnapshot, ConfigStore } from './interface.js';
import { CONFIG_KIND, recordOf } from './record.js';
import { JobReservations } from './reservations.js';
import type { ConfigState } from './state.js';
import type { Distribute } from './store.js';

export interface JournalStoreOptions {
  readonly log: ChangeLog;
  readonly clock: Clock;
  readonly random: Random;
  /** Brings what the nodes must know of a state to them; `previous` is what they have, null: to everyone again. */
  readonly distribute: Distribute;
  /** Whether the nodes must know of a change. */
  readonly concernsNodes: (before: ConfigState, after: ConfigState, differences: Differences) => boolean;
}

/**
 * The configuration of the master on the journal: a change is a record, `snapshot` is what is durable, and a record that
 * could not be written is dropped with all that was built on it.
 */
export class JournalConfigStore implements ConfigStore {
  readonly reservations: JobReservations;
  readonly #options: JournalStoreOptions;
  readonly #pending: { readonly seq: number; readonly state: ConfigState }[] = [];
  readonly #distribution: Latest;
  #head: ConfigState;
  #durable: ConfigState;
  #distributed: ConfigSnapshot | null = null;
  #last: Entry | undefined;

  constructor(initial: ConfigState, options: JournalStoreOptions) {
    this.#options = options;
    this.#head = initial;
    this.#durable = initial;
    this.reservations = new JobReservations(() => this.#head.snapshot, options.random);
    this.#distribution = new Latest(async () => {
      const [state, previous] = [this.snapshot, this.#distributed];
      this.#distributed = state;
      await options.distribute(state, previous);
    });
    options.log.onBatch((batch) => {
      this.#settle(batch.at(-1)?.record.position.seq ?? 0);
    });
  }

  get snapshot(): ConfigSnapshot {
    return this.#durable.snapshot;
  }

  /** What is durable here. */
  get state(): ConfigState {
    return this.#durable;
  }

  async update<T>(change: (draft: ConfigData) => T): Promise<T> {
    const { log, clock, concernsNodes } = this.#options;
    const before = this.#head;
    const { result, after } = changeState(before, change, epochSeconds(clock));
    if (!after) {
      // What the change looked at must not be lost after it was acknowledged.
      await this.#last?.acknowledged();
      return result;
    }
    const { state, differences } = after;
    const entry = log.append(CONFIG_KIND, recordOf(before, state, differences));
    this.#last = entry;
    this.#head = state;
    this.#pending.push({ seq: entry.position.seq, state });
    try {
      await entry.durable;
    } catch (e) {
      this.#drop();
      throw e;
    }
    await entry.acknowledged();
    if (concernsNodes(before, state, differences)) await this.#distribution.run();
    return result;
  }

  async redistribute(): Promise<void> {
    await this.#options.log.settled();
    this.#distributed = null;
    await this.#distribution.run();
  }

  #settle(seq: number): void {
    let done = 0;
    for (const { seq: at, state } of this.#pending) {
      if (at > seq) break;
      this.#durable = state;
      done += 1;
    }
    this.#pending.splice(0, done);
  }

  /** The journal drops all that is not durable at once; nothing was appended since. */
  #drop(): void {
    this.#pending.length = 0;
    this.#head = this.#durable;
    this.#last = undefined;
  }
}
