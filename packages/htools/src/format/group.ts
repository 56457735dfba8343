import { ALLOC_POLICY_LAST_RESORT, ALLOC_POLICY_PREFERRED, ALLOC_POLICY_UNALLOCABLE } from '@gnt/constants';
import type { Group } from '../model/cluster.js';
import { describePolicy } from './policy.js';

const POLICY_LABELS: Readonly<Record<string, string>> = {
  [ALLOC_POLICY_PREFERRED]: 'AllocPreferred',
  [ALLOC_POLICY_LAST_RESORT]: 'AllocLastResort',
  [ALLOC_POLICY_UNALLOCABLE]: 'AllocUnallocable',
};

/** A group as the original's messages spell it. */
export function describeGroup(group: Group, index: number): string {
  return (
    `Group {name = ${JSON.stringify(group.name)}, uuid = ${JSON.stringify(group.uuid)}, idx = ${String(index)}, ` +
    `allocPolicy = ${POLICY_LABELS[group.allocPolicy] ?? group.allocPolicy}, ` +
    `networks = ${JSON.stringify(group.networks)}, iPolicy = ${describePolicy(group.policy)}, ` +
    `allTags = ${JSON.stringify(group.tags)}}`
  );
}
