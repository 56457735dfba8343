import { LOCK_LEVELS, type LockLevel } from '@gnt/constants';
import { compareNames, type LockClaim, type LockMode, type LockOwner } from './allocation.js';
import { LockWaiting, type LockGrant, type LockWait } from './waiting.js';

export interface AcquireOptions {
  /** The job's current priority; may be changed by setPriority while it waits. */
  readonly priority: number;
  /** Gives up waiting; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly minimum?: number;
}

/** One lock as `gnt-debug locks` lists it. */
export interface LockReport {
  /** level/name */
  readonly name: string;
  /** null: free, but somebody waits for it. */
  readonly mode: LockMode | null;
  readonly owners: readonly LockOwner[];
  readonly pending: readonly (readonly [LockMode, LockOwner])[];
}

interface Waiter {
  readonly resolve: (names: readonly string[]) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The locks of the running jobs: promises around the state machine. All state changes happen between awaits, so calls
 * may come in any order from any number of jobs.
 */
export class LockManager {
  readonly #state = new LockWaiting();
  readonly #waiters = new Map<LockOwner, Waiter>();

  /** Resolves with the names that were granted: all of the claim, or some of them when it is opportunistic. */
  acquire(owner: LockOwner, claim: LockClaim, options: AcquireOptions): Promise<readonly string[]> {
    const { signal, priority, minimum } = options;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const onAbort = (): void => {
        this.abandon(owner, reasonOf(signal));
      };
      this.#waiters.set(owner, {
        resolve: (names) => {
          signal.removeEventListener('abort', onAbort);
          resolve(names);
        },
        reject: (reason) => {
          signal.removeEventListener('abort', onAbort);
          reject(reason);
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        this.#wake(this.#state.request({ owner, claim, priority, ...(minimum === undefined ? {} : { minimum }) }));
      } catch (e) {
        signal.removeEventListener('abort', onAbort);
        this.#waiters.delete(owner);
        reject(e instanceof Error ? e : new Error(String(e)));
      }
    });
  }

  /** Ends the owner's wait, if it waits: what it asked for is rejected with the reason. */
  abandon(owner: LockOwner, reason: Error): void {
    const waiter = this.#waiters.get(owner);
    if (!waiter) return;
    this.#waiters.delete(owner);
    this.#wake(this.#state.cancel(owner));
    waiter.reject(reason);
  }

  /** Frees locks of a level early; all of the level when names is left out. */
  release(owner: LockOwner, level: LockLevel, names?: readonly string[]): void {
    this.#wake(this.#state.release(owner, level, names));
  }

  /** Frees everything the owner holds, last level first. */
  releaseAll(owner: LockOwner): void {
    for (const level of LOCK_LEVELS.toReversed()) this.release(owner, level);
  }

  downgrade(owner: LockOwner, level: LockLevel, names?: readonly string[]): void {
    this.#wake(this.#state.downgrade(owner, level, names));
  }

  /** Changes the place in line of an owner that waits. */
  setPriority(owner: LockOwner, priority: number): void {
    this.#wake(this.#state.setPriority(owner, priority));
  }

  held(owner: LockOwner, level: LockLevel): ReadonlyMap<string, LockMode> {
    return this.#state.allocation.held(owner, level);
  }

  /** Whether the owner holds any lock. */
  holdsAny(owner: LockOwner): boolean {
    return LOCK_LEVELS.some((level) => this.held(owner, level).size > 0);
  }

  /** For what the owner waits and who stands in its way; undefined when it does not wait. */
  waitOf(owner: LockOwner): LockWait | undefined {
    return this.#state.waitOf(owner);
  }

  /** Every lock that is held or waited for, in lock order. */
  report(): LockReport[] {
    const found = new Map<
      string,
      { level: LockLevel; name: string; mode: LockMode | null; owners: LockOwner[]; pending: [LockMode, LockOwner][] }
    >();
    for (const { level, name, mode, owners } of this.#state.allocation.entries()) {
      found.set(`${level}/${name}`, { level, name, mode, owners, pending: [] });
    }
    for (const { owner, claim } of this.#state.pending) {
      for (const name of claim.names) {
        const key = `${claim.level}/${name}`;
        const entry = found.get(key) ?? { level: claim.level, name, mode: null, owners: [], pending: [] };
        entry.pending.push([claim.mode, owner]);
        found.set(key, entry);
      }
    }
    return [...found]
      .sort(
        ([, a], [, b]) => LOCK_LEVELS.indexOf(a.level) - LOCK_LEVELS.indexOf(b.level) || compareNames(a.name, b.name),
      )
      .map(([name, { mode, owners, pending }]) => ({ name, mode, owners, pending }));
  }

  #wake(grants: readonly LockGrant[]): void {
    for (const { owner, names } of grants) {
      const waiter = this.#waiters.get(owner);
      this.#waiters.delete(owner);
      waiter?.resolve(names);
    }
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The wait for locks was given up');
}
