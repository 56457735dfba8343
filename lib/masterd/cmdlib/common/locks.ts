import { LOCK_LEVELS, type LockLevel } from '@gnt/constants';
import { ALL_SET, type LockNames, type LockNeed, type LockNeeds, type OwnedLocks } from '../base.js';

/** These locks, for changing what they guard. */
export function exclusive(names: Iterable<string> | typeof ALL_SET): LockNeed {
  return { names: unique(names), shared: false };
}

/** These locks, for reading what they guard. */
export function shared(names: Iterable<string> | typeof ALL_SET): LockNeed {
  return { names: unique(names), shared: true };
}

function unique(names: Iterable<string> | typeof ALL_SET): LockNames {
  return names === ALL_SET ? ALL_SET : [...new Set(names)];
}

/** Everything but the big lock, shared: for those who look at the whole cluster. */
export function everythingShared(): LockNeeds {
  return Object.fromEntries(LOCK_LEVELS.filter((l) => l !== 'cluster').map((l) => [l, shared(ALL_SET)]));
}

/** Gives up the locks of a level but those named. */
export async function keepOnly(locks: OwnedLocks, level: LockLevel, keep: Iterable<string>): Promise<void> {
  const wanted = new Set(keep);
  const surplus = locks.list(level).filter((name) => !wanted.has(name));
  if (surplus.length > 0) await locks.release(level, surplus);
}
