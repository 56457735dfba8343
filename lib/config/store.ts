import { anyClass, configDataClass, objectText, type ConfigData } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import { Immer, current, isDraft } from 'immer';
import { epochSeconds, type Clock } from '../common/clock.js';
import type { Files, WriteOptions } from '../common/files.js';
import type { Logger } from '../common/log.js';
import type { Random } from '../common/random.js';
import { bumpSerials, differencesOf } from './bump.js';
import { configurationError } from './errors.js';
import { freezeDeep } from './freeze.js';
import { changeFaults } from './integrity.js';
import type { ConfigSnapshot, ConfigStore } from './interface.js';
import { loadConfig } from './load.js';
import { JobReservations } from './reservations.js';
import { Committer } from './committer.js';

/** Brings a written state to the other nodes; what fails there is its own business to report. */
export type Distribute = (state: ConfigSnapshot, previous: ConfigSnapshot | null) => Promise<void>;

export interface StoreOptions {
  readonly files: Files;
  /** Path of config.data on this machine. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Owner of config.data (0640 is its mode). */
  readonly ownership?: Pick<WriteOptions, 'uid' | 'gid'>;
  readonly distribute: Distribute;
}

// Drafts are frozen by the store itself, once the serial numbers are raised.
const immer = new Immer({ autoFreeze: false });
const configText = objectText(anyClass(configDataClass));

/** Writes config.data so that it survives a power cut. */
export async function writeConfig(
  files: Files,
  path: string,
  state: ConfigSnapshot,
  ownership: Pick<WriteOptions, 'uid' | 'gid'> = {},
): Promise<void> {
  await files.writeAtomic(path, configText(state), { mode: 0o640, ...ownership });
}

/**
 * The configuration of the master. Changes are applied one after another in memory; those that come while the file is
 * being written share the next writing. A state that could not be written is dropped with all that was built on it.
 */
export class FileConfigStore implements ConfigStore {
  readonly reservations: JobReservations;
  readonly #options: StoreOptions;
  readonly #commits: Committer<ConfigSnapshot>;

  private constructor(options: StoreOptions, initial: ConfigSnapshot) {
    this.#options = options;
    this.#commits = new Committer(initial, {
      write: (state) => writeConfig(options.files, options.path, state, options.ownership),
      distribute: (state, previous) => options.distribute(state, previous),
      log: options.log,
    });
    this.reservations = new JobReservations(() => this.#commits.head, options.random);
  }

  /** Reads config.data and serves it. */
  static async open(options: StoreOptions): Promise<FileConfigStore> {
    return new FileConfigStore(options, await loadConfig(options.files, options.path));
  }

  get snapshot(): ConfigSnapshot {
    return this.#commits.durable;
  }

  async update<T>(change: (draft: ConfigData) => T): Promise<T> {
    const before = this.#commits.head;
    const draft = immer.createDraft(before as ConfigData);
    const outcome = change(draft);
    if (outcome instanceof Promise) {
      outcome.catch(() => undefined);
      throw ganetiError('ProgrammerError', [
        'A change of the configuration must be synchronous: do what waits before it',
      ]);
    }
    const result = isDraft(outcome) ? current(outcome) : outcome;
    const after = immer.finishDraft(draft);
    if (after === before) {
      await this.#commits.settled();
      return result;
    }
    const differences = differencesOf(before, after);
    bumpSerials(before, after, differences, epochSeconds(this.#options.clock));
    const state: ConfigSnapshot = freezeDeep(after);
    const faults = [...changeFaults(before, state, differences)];
    if (faults.length > 0) throw configurationError(`The change would break the configuration: ${faults.join('; ')}`);
    await this.#commits.commit(state);
    return result;
  }

  async redistribute(): Promise<void> {
    await this.#commits.repeat();
  }

  /** Waits until everything is written and distributed. */
  async close(): Promise<void> {
    await this.#commits.settled();
  }
}
