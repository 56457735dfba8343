import type { Files, WriteOptions } from '../common/files.js';
import type { SyncFiles } from '../common/sync-files.js';
import type { View } from '../journal/view.js';
import type { ConfigState } from './state.js';
import { configFile } from './store.js';
import { configBytes } from './text.js';

export interface ConfigViewOptions {
  readonly files: Files;
  readonly syncFiles: SyncFiles;
  /** Path of config.data on this machine. */
  readonly path: string;
  readonly ownership?: Pick<WriteOptions, 'uid' | 'gid'>;
  /** The newest durable state. */
  readonly state: () => ConfigState;
  /** Called with each state that is in the file now. */
  readonly written?: (state: ConfigState) => void;
}

/** config.data, as the newest durable state says. */
export class ConfigView implements View {
  readonly name = 'config.data';
  readonly #options: ConfigViewOptions;
  #written: ConfigState;
  #unsynced = false;

  /** `written` is the state that the file holds. */
  constructor(options: ConfigViewOptions, written: ConfigState) {
    this.#options = options;
    this.#written = written;
  }

  get dirty(): boolean {
    return this.#options.state() !== this.#written;
  }

  async write(): Promise<void> {
    const { files, path, ownership, state, written } = this.#options;
    const newest = state();
    if (newest === this.#written) return;
    // The journal holds changes only: what they build on must never be torn.
    await files.writeAtomic(path, configBytes(newest), { ...configFile(ownership), durable: 'content' });
    this.#written = newest;
    this.#unsynced = true;
    written?.(newest);
  }

  async sync(): Promise<void> {
    if (!this.#unsynced) return;
    this.#unsynced = false;
    try {
      await this.#options.syncFiles.sync([this.#options.path]);
    } catch (e) {
      this.#unsynced = true;
      throw e;
    }
  }
}
