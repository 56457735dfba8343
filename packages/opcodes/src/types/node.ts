import { ht } from '@gnt/ht';

/** How far the allocator may place new instances in a node group. */
export const allocPolicy = ht.oneOf(['last_resort', 'preferred', 'unallocable']);

/** Which instances leave a node. */
export const evacMode = ht.oneOf(['all', 'primary-only', 'secondary-only']);

/** Commands of an out-of-band helper. */
export const oobCommand = ht.oneOf(['health', 'power-cycle', 'power-off', 'power-on', 'power-status']);
