import { ht } from '@gnt/ht';
import { optional, required } from '../define.js';
import { allocPolicy } from '../types/index.js';

export const pGroupName = required(ht.nonEmptyString, 'Node group, by name or UUID.');
export const pOptionalGroupName = optional(
  ht.maybe(ht.nonEmptyString),
  null,
  'Only this node group, by name or UUID; without it all groups.',
);
export const pAllocPolicy = optional(
  ht.maybe(allocPolicy),
  null,
  'How the allocator treats the group: preferred, last_resort (only when nothing else fits) or unallocable (no new instances).',
);
