// Lock levels in the order in which locks are taken, and the names of two special locks. Names are the original's.
export const LOCK_LEVELS = ['cluster', 'instance', 'nodegroup', 'node', 'node-res', 'network'] as const;
export type LockLevel = (typeof LOCK_LEVELS)[number];
/** The big lock of the level cluster: shared by every opcode, exclusive for those that run alone. */
export const BGL = 'BGL';
/** Stands for all locks of a level, those that do not exist yet included. */
export const LOCKSET_NAME = '[lockset]';
