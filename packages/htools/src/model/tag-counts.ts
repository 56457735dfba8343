import type { Instance } from './instance.js';

/** How many primary instances of a node carry each exclusion tag. */
export type TagCounts = Map<string, number>;

/** Whether a node has a primary instance with one of the tags of an instance. */
export function tagTaken(counts: TagCounts | undefined, inst: Instance): boolean {
  if (counts === undefined) return false;
  for (const tag of inst.exclusionTags) if (counts.has(tag)) return true;
  return false;
}

/** Conflicts that an instance adds to a node. */
export function conflictsAdded(counts: TagCounts | undefined, inst: Instance): number {
  if (counts === undefined) return 0;
  let conflicts = 0;
  for (const tag of inst.exclusionTags) if (counts.has(tag)) conflicts += 1;
  return conflicts;
}

/** Conflicts that go with an instance of a node. */
export function conflictsRemoved(counts: TagCounts | undefined, inst: Instance): number {
  if (counts === undefined) return 0;
  let conflicts = 0;
  for (const tag of inst.exclusionTags) if ((counts.get(tag) ?? 0) > 1) conflicts += 1;
  return conflicts;
}

/** The counts after an instance came (+1) or went (-1); the given counts are left alone. */
export function countTags(counts: TagCounts | undefined, inst: Instance, step: 1 | -1): TagCounts | undefined {
  if (inst.exclusionTags.length === 0) return counts;
  const next: TagCounts = new Map(counts);
  for (const tag of inst.exclusionTags) {
    const count = next.get(tag) ?? 0;
    if (step > 0) next.set(tag, count + 1);
    else if (count > 1) next.set(tag, count - 1);
    else next.delete(tag);
  }
  return next;
}
