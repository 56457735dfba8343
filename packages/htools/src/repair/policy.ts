import { chompPrefix, TAG_AUTOREPAIR } from '../model/tags.js';
import { REPAIR_TYPES, type RepairType } from './history.js';

const SUSPEND = `${TAG_AUTOREPAIR}suspend:`;

/** What may be repaired without being asked; `until` is in seconds since the epoch. */
export type RepairPolicy =
  | { readonly kind: 'enabled'; readonly most: RepairType }
  | { readonly kind: 'suspended'; readonly until: number | undefined }
  | { readonly kind: 'not-enabled' };

function policyOfTags(tags: readonly string[], now: number): RepairPolicy | undefined {
  const suspended = tags.flatMap((tag) => chompPrefix(SUSPEND, tag) ?? []);
  if (suspended.includes('')) return { kind: 'suspended', until: undefined };
  const times = suspended.flatMap((text) => (/^\s*-?\d+\s*$/.test(text) && Number(text) > now ? [Number(text)] : []));
  if (times.length > 0) return { kind: 'suspended', until: Math.max(...times) };
  const enabled = new Set(tags.flatMap((tag) => chompPrefix(TAG_AUTOREPAIR, tag) ?? []));
  const most = REPAIR_TYPES.find((type) => enabled.has(type));
  return most === undefined ? undefined : { kind: 'enabled', most };
}

/** What the tags of an instance, or else its group, or else the cluster, allow at a time (seconds since the epoch). */
export function repairPolicy(
  instance: readonly string[],
  group: readonly string[],
  cluster: readonly string[],
  now: number,
): RepairPolicy {
  return (
    policyOfTags(instance, now) ?? policyOfTags(group, now) ?? policyOfTags(cluster, now) ?? { kind: 'not-enabled' }
  );
}
