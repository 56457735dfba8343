import { VALID_IALLOCATOR_DIRECTIONS, VALID_IALLOCATOR_MODES } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** Show an allocator's input, or run it. */
export const iallocatorDirection = ht.oneOf(VALID_IALLOCATOR_DIRECTIONS);

/** What an allocator is asked for. */
export const iallocatorMode = ht.oneOf(VALID_IALLOCATOR_MODES);
