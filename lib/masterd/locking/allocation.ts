import { LOCK_LEVELS, LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import { ganetiError } from '@gnt/protocol';

/** How a lock is held: by many at once, or by one alone. */
export type LockMode = 'shared' | 'exclusive';
/** Who holds locks: a job's number as text. */
export type LockOwner = string;

/** Locks of one level that are wanted in one step, all in the same mode. */
export interface LockClaim {
  readonly level: LockLevel;
  readonly names: ReadonlySet<string>;
  readonly mode: LockMode;
}

interface Holders {
  exclusive: LockOwner | undefined;
  readonly shared: Set<LockOwner>;
}

/** Whether two claims cannot be granted together; the lock set of a level stands for all its locks. */
export function claimsConflict(a: LockClaim, b: LockClaim): boolean {
  if (a.level !== b.level || (a.mode === 'shared' && b.mode === 'shared')) return false;
  if (a.names.size === 0 || b.names.size === 0) return false;
  if (a.names.has(LOCKSET_NAME) || b.names.has(LOCKSET_NAME)) return true;
  const [small, large] = a.names.size < b.names.size ? [a.names, b.names] : [b.names, a.names];
  for (const name of small) if (large.has(name)) return true;
  return false;
}

/**
 * Who holds which lock: a state machine without clock or I/O. Levels are taken in the order of LOCK_LEVELS and each
 * level in one step, so waiting owners can never form a circle.
 */
export class LockAllocation {
  readonly #levels = new Map<LockLevel, Map<string, Holders>>();
  readonly #owned = new Map<LockOwner, Map<LockLevel, Map<string, LockMode>>>();

  /** Owners (other than `owner`) whose locks stand in the way of the claim; empty when it can be granted. */
  blockers(owner: LockOwner, claim: LockClaim): Set<LockOwner> {
    const found = new Set<LockOwner>();
    const level = this.#levels.get(claim.level);
    if (level === undefined || claim.names.size === 0) return found;
    if (claim.names.has(LOCKSET_NAME)) {
      for (const holders of level.values()) addBlockers(found, holders, claim.mode);
    } else {
      for (const name of claim.names) addBlockers(found, level.get(name), claim.mode);
      addBlockers(found, level.get(LOCKSET_NAME), claim.mode);
    }
    found.delete(owner);
    return found;
  }

  /** Gives the locks to the owner; throws a ProgrammerError when they are not free or out of order. */
  grant(owner: LockOwner, claim: LockClaim): void {
    this.checkOrder(owner, claim.level);
    if (this.blockers(owner, claim).size > 0)
      throw ganetiError('ProgrammerError', [`Locks of level ${claim.level} are not free`]);
    let level = this.#levels.get(claim.level);
    if (level === undefined) this.#levels.set(claim.level, (level = new Map<string, Holders>()));
    for (const name of claim.names) {
      let holders = level.get(name);
      if (holders === undefined) level.set(name, (holders = { exclusive: undefined, shared: new Set() }));
      if (claim.mode === 'exclusive') holders.exclusive = owner;
      else holders.shared.add(owner);
      this.#remember(owner, claim.level, name, claim.mode);
    }
  }

  /** Throws a ProgrammerError unless the owner holds nothing of this level or a later one. */
  checkOrder(owner: LockOwner, level: LockLevel): void {
    const wanted = LOCK_LEVELS.indexOf(level);
    for (const [held, names] of this.#owned.get(owner) ?? []) {
      if (names.size > 0 && LOCK_LEVELS.indexOf(held) >= wanted) {
        throw ganetiError('ProgrammerError', [`Lock order violation: level ${level} requested while holding ${held}`]);
      }
    }
  }

  /** Frees the named locks that the owner holds at the level (all of them when names is left out). */
  release(owner: LockOwner, level: LockLevel, names?: Iterable<string>): void {
    const held = this.#owned.get(owner)?.get(level);
    if (held === undefined) return;
    for (const name of [...(names ?? held.keys())]) {
      if (!held.delete(name)) continue;
      this.#removeHolder(owner, level, name);
    }
    if (held.size === 0) this.#owned.get(owner)?.delete(level);
    if (this.#owned.get(owner)?.size === 0) this.#owned.delete(owner);
  }

  /** Turns exclusive locks of the owner into shared ones. */
  downgrade(owner: LockOwner, level: LockLevel, names?: Iterable<string>): void {
    const held = this.#owned.get(owner)?.get(level);
    for (const name of [...(names ?? held?.keys() ?? [])]) {
      if (held?.get(name) !== 'exclusive') continue;
      held.set(name, 'shared');
      const holders = this.#levels.get(level)?.get(name);
      if (holders === undefined) continue;
      holders.exclusive = undefined;
      holders.shared.add(owner);
    }
  }

  /** Names the owner holds at a level, with their mode. */
  held(owner: LockOwner, level: LockLevel): ReadonlyMap<string, LockMode> {
    return this.#owned.get(owner)?.get(level) ?? new Map<string, LockMode>();
  }

  /** Every lock that is held, with its owners, in lock order. */
  *entries(): Generator<{ level: LockLevel; name: string; mode: LockMode; owners: LockOwner[] }> {
    for (const level of LOCK_LEVELS) {
      const locks = [...(this.#levels.get(level) ?? [])].sort(([a], [b]) => compareNames(a, b));
      for (const [name, { exclusive, shared }] of locks) {
        if (exclusive !== undefined) yield { level, name, mode: 'exclusive', owners: [exclusive] };
        else yield { level, name, mode: 'shared', owners: [...shared] };
      }
    }
  }

  #remember(owner: LockOwner, level: LockLevel, name: string, mode: LockMode): void {
    let levels = this.#owned.get(owner);
    if (levels === undefined) this.#owned.set(owner, (levels = new Map<LockLevel, Map<string, LockMode>>()));
    let names = levels.get(level);
    if (names === undefined) levels.set(level, (names = new Map<string, LockMode>()));
    names.set(name, mode);
  }

  #removeHolder(owner: LockOwner, level: LockLevel, name: string): void {
    const locks = this.#levels.get(level);
    const holders = locks?.get(name);
    if (locks === undefined || holders === undefined) return;
    if (holders.exclusive === owner) holders.exclusive = undefined;
    holders.shared.delete(owner);
    if (holders.exclusive === undefined && holders.shared.size === 0) locks.delete(name);
  }
}

function addBlockers(found: Set<LockOwner>, holders: Holders | undefined, mode: LockMode): void {
  if (holders === undefined) return;
  if (holders.exclusive !== undefined) found.add(holders.exclusive);
  if (mode === 'exclusive') for (const owner of holders.shared) found.add(owner);
}

/** Lock order within a level: the lock set first, then names. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  if (a === LOCKSET_NAME) return -1;
  if (b === LOCKSET_NAME) return 1;
  return a < b ? -1 : 1;
}
