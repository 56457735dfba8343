import type { ConfigData } from '@gnt/objects';
import type { ConfigSnapshot, ConfigStore, Reservations } from '../../config/interface.js';
import { checkNotKilled } from './fence.js';

/** The configuration as one opcode sees it; knows whether that opcode changed it. */
export class CountingConfig implements ConfigStore {
  readonly #store: ConfigStore;
  readonly #signal: AbortSignal;
  /** How many changes the opcode made. */
  writes = 0;

  /** Refuses changes once the signal says that the job was killed. */
  constructor(store: ConfigStore, signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
  }

  get snapshot(): ConfigSnapshot {
    return this.#store.snapshot;
  }

  get reservations(): Reservations {
    return this.#store.reservations;
  }

  async update<T>(change: (draft: ConfigData) => T): Promise<T> {
    checkNotKilled(this.#signal);
    const result = await this.#store.update(change);
    this.writes += 1;
    return result;
  }

  redistribute(): Promise<void> {
    return this.#store.redistribute();
  }
}
