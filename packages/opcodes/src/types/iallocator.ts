import { ht } from '@gnt/ht';

/** Show an allocator's input, or run it. */
export const iallocatorDirection = ht.oneOf(['in', 'out']);

/** What an allocator is asked for. */
export const iallocatorMode = ht.oneOf([
  'allocate',
  'allocate-secondary',
  'change-group',
  'multi-allocate',
  'node-evacuate',
  'relocate',
]);
