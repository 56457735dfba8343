import { BGL, LOCK_LEVELS, LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import type { ConfigSnapshot } from '../../config/interface.js';
import { ALL_SET, type LockNeed, type LockNeeds } from '../cmdlib/base.js';
import type { LockClaim } from '../locking/allocation.js';
import type { LockManager } from '../locking/manager.js';
import { allLockNames } from './owned-locks.js';
import type { LockPatience } from './patience.js';
import { waitingText } from './waiting-text.js';

/** The locks were not to be had in this attempt's time. */
export class LockTimeout extends Error {
  constructor() {
    super('Locks could not be had in time');
    this.name = 'LockTimeout';
  }
}

export interface AcquireContext {
  readonly owner: string;
  readonly locks: LockManager;
  readonly signal: AbortSignal;
  readonly priority: () => number;
  readonly snapshot: () => ConfigSnapshot;
  readonly clock: Clock;
  readonly patience: LockPatience;
  /** Tells people for what the job waits. */
  readonly tell: (message: string) => void;
}

/** Takes the big lock: alone for a unit that asks for it, together with everybody else otherwise. */
export async function acquireBigLock(alone: boolean, context: AcquireContext): Promise<void> {
  await acquire('cluster', { names: [BGL], shared: !alone }, context);
}

/** Takes a unit's locks level by level in lock order, asking `declare` for levels whose names are only known then. */
export async function acquireLevels(
  needs: LockNeeds,
  declare: (level: LockLevel) => LockNeed | undefined,
  context: AcquireContext,
): Promise<void> {
  for (const level of LOCK_LEVELS) {
    if (level === 'cluster') continue;
    const known = needs[level];
    const need = known === 'later' ? declare(level) : known;
    if (need !== undefined) await acquire(level, need, context);
  }
}

async function acquire(level: LockLevel, need: LockNeed, context: AcquireContext): Promise<void> {
  const { owner, locks, signal, priority, snapshot } = context;
  const { names, opportunistic } = need;
  // Opportunistically, all means each of those there are: the set itself would wait for the last one.
  const wanted = names !== ALL_SET ? names : opportunistic ? allLockNames(snapshot(), level) : [LOCKSET_NAME];
  if (wanted.length === 0) return;
  const claim: LockClaim = { level, names: new Set(wanted.toSorted()), mode: need.shared ? 'shared' : 'exclusive' };
  const end = limitWait(context);
  try {
    await locks.acquire(owner, claim, {
      priority: priority(),
      signal,
      ...(opportunistic ? { minimum: opportunistic.minimum } : {}),
    });
  } finally {
    end();
  }
}

/**
 * Ends the wait when the attempt's time is over. A job that holds nothing keeps its place in line: nobody would gain by
 * its giving up. The result is to be called when the wait has ended.
 */
function limitWait({ owner, locks, clock, patience, priority, tell, snapshot }: AcquireContext): () => void {
  let since = clock.now();
  let stop = (): void => undefined;
  const arm = (): void => {
    if (patience.left < Infinity) stop = clock.after(patience.left, late);
  };
  const late = (): void => {
    const wait = locks.waitOf(owner);
    if (wait) tell(waitingText(wait, snapshot()));
    since = clock.now();
    patience.lose();
    if (locks.holdsAny(owner)) {
      locks.abandon(owner, new LockTimeout());
      return;
    }
    locks.setPriority(owner, priority());
    arm();
  };
  arm();
  return () => {
    stop();
    patience.spend(clock.now() - since);
  };
}
