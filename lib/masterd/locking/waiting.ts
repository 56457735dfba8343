import type { LockLevel } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';
import { claimsConflict, LockAllocation, type LockClaim, type LockOwner } from './allocation.js';

/** A claim in line; a smaller priority number goes first, then who came first. */
export interface LockRequest {
  readonly owner: LockOwner;
  readonly claim: LockClaim;
  readonly priority: number;
  /** Take what is free as soon as so many are; such a request holds nobody back. */
  readonly minimum?: number;
}

/** A request that was fulfilled, with the names it got. */
export interface LockGrant {
  readonly owner: LockOwner;
  readonly names: readonly string[];
}

/** What an owner waits for, and why it does not get it. */
export interface LockWait {
  readonly claim: LockClaim;
  /** Owners whose locks are in the way. */
  readonly holders: readonly LockOwner[];
  /** Owners before it in line whose requests are in the way. */
  readonly ahead: readonly LockOwner[];
}

interface Waiter extends LockRequest {
  readonly sequence: number;
}

/**
 * Locks and the line of those who wait for them: a state machine without clock or I/O. Nobody overtakes an earlier
 * request of the same or a better priority that it conflicts with, so nobody starves within a priority; a waiter only
 * waits for owners that are further in lock order or ahead of it in line, so there is no deadlock.
 */
export class LockWaiting {
  readonly #allocation = new LockAllocation();
  #line: Waiter[] = [];
  #sequence = 0;

  /** Read access for reports. */
  get allocation(): Pick<LockAllocation, 'held' | 'entries' | 'blockers'> {
    return this.#allocation;
  }

  /** Those in line, in the order in which they are served. */
  get pending(): readonly LockRequest[] {
    return this.#line;
  }

  /** What the owner waits for; undefined when it is not in line. */
  waitOf(owner: LockOwner): LockWait | undefined {
    const at = this.#line.findIndex((w) => w.owner === owner);
    const waiter = this.#line[at];
    if (waiter === undefined) return undefined;
    const { claim } = waiter;
    const inTheWay = (other: Waiter): boolean => other.minimum === undefined && claimsConflict(other.claim, claim);
    return {
      claim,
      holders: [...this.#allocation.blockers(owner, claim)],
      ahead: this.#line
        .slice(0, at)
        .filter(inTheWay)
        .map((other) => other.owner),
    };
  }

  /** Puts a request in line and serves the line; the request's grant is among the result when it could be fulfilled. */
  request(request: LockRequest): LockGrant[] {
    if (this.#line.some((w) => w.owner === request.owner)) {
      throw ganetiError('ProgrammerError', [`Job ${request.owner} requests locks while it waits for others`]);
    }
    this.#allocation.checkOrder(request.owner, request.claim.level);
    this.#insert({ ...request, sequence: this.#sequence++ });
    return this.#serve();
  }

  /** Takes the owner's request out of line; those behind it may be served by that. */
  cancel(owner: LockOwner): LockGrant[] {
    this.#line = this.#line.filter((w) => w.owner !== owner);
    return this.#serve();
  }

  /** Moves the owner's pending request to another priority. */
  setPriority(owner: LockOwner, priority: number): LockGrant[] {
    const waiter = this.#line.find((w) => w.owner === owner);
    if (waiter === undefined || waiter.priority === priority) return [];
    this.#line = this.#line.filter((w) => w !== waiter);
    this.#insert({ ...waiter, priority });
    return this.#serve();
  }

  release(owner: LockOwner, level: LockLevel, names?: Iterable<string>): LockGrant[] {
    this.#allocation.release(owner, level, names);
    return this.#serve();
  }

  downgrade(owner: LockOwner, level: LockLevel, names?: Iterable<string>): LockGrant[] {
    this.#allocation.downgrade(owner, level, names);
    return this.#serve();
  }

  #insert(waiter: Waiter): void {
    const before = (other: Waiter): boolean =>
      other.priority < waiter.priority || (other.priority === waiter.priority && other.sequence < waiter.sequence);
    const at = this.#line.findIndex((other) => !before(other));
    this.#line.splice(at < 0 ? this.#line.length : at, 0, waiter);
  }

  /** One pass along the line is enough: a grant never makes room for another. */
  #serve(): LockGrant[] {
    const grants: LockGrant[] = [];
    const ahead: Waiter[] = [];
    for (const waiter of this.#line) {
      const names = this.#obtainable(waiter, ahead);
      if (names === undefined) {
        ahead.push(waiter);
        continue;
      }
      this.#allocation.grant(waiter.owner, { ...waiter.claim, names: new Set(names) });
      grants.push({ owner: waiter.owner, names });
    }
    this.#line = ahead;
    return grants;
  }

  #obtainable(waiter: Waiter, ahead: readonly Waiter[]): string[] | undefined {
    const { claim, owner, minimum } = waiter;
    const free = (part: LockClaim): boolean =>
      this.#allocation.blockers(owner, part).size === 0 &&
      !ahead.some((other) => other.minimum === undefined && claimsConflict(other.claim, part));
    if (minimum === undefined) return free(claim) ? [...claim.names] : undefined;
    const names = [...claim.names].filter((name) => free({ ...claim, names: new Set([name]) }));
    return names.length >= minimum ? names : undefined;
  }
}
