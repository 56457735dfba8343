import { LOCKSET_NAME, type LockLevel } from '@gnt/constants';
import type { ConfigSnapshot, ConfigStore } from '../../config/interface.js';
import type { OwnedLocks } from '../cmdlib/base.js';
import type { LockManager } from '../locking/manager.js';

/** Names of all locks of a level as the configuration has them: instances by name, the rest by UUID. */
export function allLockNames(cfg: ConfigSnapshot, level: LockLevel): string[] {
  switch (level) {
    case 'cluster':
      return ['BGL'];
    case 'instance':
      return Object.values(cfg.instances).map((i) => i.name);
    case 'nodegroup':
      return Object.keys(cfg.nodegroups);
    case 'node':
    case 'node-res':
      return Object.keys(cfg.nodes);
    case 'network':
      return Object.keys(cfg.networks);
  }
}

/** The locks a job holds, as its logical unit sees them: a lock set counts as all locks there are now. */
export function ownedLocks(owner: string, locks: LockManager, cfg: Pick<ConfigStore, 'snapshot'>): OwnedLocks {
  const names = (level: LockLevel): readonly string[] => {
    const held = locks.held(owner, level);
    return held.has(LOCKSET_NAME) ? allLockNames(cfg.snapshot, level) : [...held.keys()].sort();
  };
  return {
    list: names,
    owns: (level, name) => {
      const held = locks.held(owner, level);
      return held.has(name) || held.has(LOCKSET_NAME);
    },
    release: async (level, released) => {
      locks.release(owner, level, released);
    },
    downgrade: async (level, lowered) => {
      locks.downgrade(owner, level, lowered);
    },
  };
}
