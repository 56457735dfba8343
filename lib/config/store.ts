import { anyClass, configDataClass, objectText, type ConfigData } from '@gnt/objects';
import { epochSeconds, type Clock } from '../common/clock.js';
import type { Files, WriteOptions } from '../common/files.js';
import type { Logger } from '../common/log.js';
import type { Random } from '../common/random.js';
import { changeState } from './change.js';
import type { ConfigSnapshot, ConfigStore } from './interface.js';
import { loadConfig } from './load.js';
import { JobReservations } from './reservations.js';
import { Committer } from './committer.js';
import { ConfigState } from './state.js';
import { configBytes } from './text.js';

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

const configText = objectText(anyClass(configDataClass));

/** Writes config.data so that it survives a power cut. */
export async function writeConfig(
  files: Files,
  path: string,
  state: ConfigSnapshot,
  ownership: Pick<WriteOptions, 'uid' | 'gid'> = {},
): Promise<void> {
  await files.writeAtomic(path, configText(state), configFile(ownership));
}

/** How config.data is written. */
export function configFile(ownership: Pick<WriteOptions, 'uid' | 'gid'> = {}): WriteOptions {
  return { mode: 0o640, ...ownership };
}

/**
 * The configuration of the master. Changes are applied one after another in memory; those that come while the file is
 * being written share the next writing. A state that could not be written is dropped with all that was built on it.
 */
export class FileConfigStore implements ConfigStore {
  readonly reservations: JobReservations;
  readonly #options: StoreOptions;
  readonly #commits: Committer<ConfigState>;

  private constructor(options: StoreOptions, initial: ConfigState) {
    this.#options = options;
    this.#commits = new Committer(initial, {
      write: (state) => options.files.writeAtomic(options.path, configBytes(state), configFile(options.ownership)),
      distribute: (state, previous) => options.distribute(state.snapshot, previous?.snapshot ?? null),
      log: options.log,
    });
    this.reservations = new JobReservations(() => this.#commits.head.snapshot, options.random);
  }

  /** Reads config.data and serves it. */
  static async open(options: StoreOptions): Promise<FileConfigStore> {
    return new FileConfigStore(options, ConfigState.of(await loadConfig(options.files, options.path)));
  }

  get snapshot(): ConfigSnapshot {
    return this.#commits.durable.snapshot;
  }

  async update<T>(change: (draft: ConfigData) => T): Promise<T> {
    const { result, after } = changeState(this.#commits.head, change, epochSeconds(this.#options.clock));
    if (after) await this.#commits.commit(after.state);
    else await this.#commits.settled();
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
