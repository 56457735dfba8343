import type { Instance } from './instance.js';
import type { Node } from './node.js';

/** How many failure domains two nodes share. */
export function sharedLocations(a: Node, b: Node | undefined): number {
  if (b === undefined || a.locationTags.length === 0 || b.locationTags.length === 0) return 0;
  let shared = 0;
  for (const tag of a.locationTags) if (b.locationTags.includes(tag)) shared += 1;
  return shared;
}

/** How many of the locations that an instance wants a node does not have. */
export function missedLocations(node: Node, inst: Instance): number {
  let missed = 0;
  for (const tag of inst.locationTags) if (!node.locationTags.includes(tag)) missed += 1;
  return missed;
}
