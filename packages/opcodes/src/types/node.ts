import { NODE_EVAC_MODES, OOB_COMMANDS, VALID_ALLOC_POLICIES } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** How far the allocator may place new instances in a node group. */
export const allocPolicy = ht.oneOf(VALID_ALLOC_POLICIES);

/** Which instances leave a node. */
export const evacMode = ht.oneOf(NODE_EVAC_MODES);

/** Commands of an out-of-band helper. */
export const oobCommand = ht.oneOf(OOB_COMMANDS);
