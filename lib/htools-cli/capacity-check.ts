import { ALLOC_POLICY_UNALLOCABLE } from '@gnt/constants';
import { allNodes, badItems, GlobalN1, splitByGroup, type AllocationOptions, type Cluster } from '@gnt/htools';
import type { Environment } from './framework/environment.js';
import type { Options } from './options/values.js';

/** Whether and how a cluster is filled. */
export interface Judged {
  readonly how: AllocationOptions;
  readonly allocable: (group: number) => boolean;
  /** Whether nothing is to be placed, as the cluster is bad already. */
  readonly stop: boolean;
}

/** Which groups take instances, given what is wrong with the cluster already. */
export function judge({ data, state }: Cluster, options: Options, env: Environment): Judged {
  const { acceptExisting, independentGroups, verbose } = options;
  const bad = badItems(state, allNodes(state)).nodes;
  const redundancy = { acceptExisting, ignoreGroups: [] };
  const parts = new Map(splitByGroup(state).map((part) => [part.group, part.nodes]));
  const ungrouped = [...data.groups.keys()];
  const badGroups =
    independentGroups || verbose > 3
      ? ungrouped.filter((g) => !new GlobalN1(state, parts.get(g) ?? [], redundancy).redundant)
      : [];
  if (verbose > 3 && bad.length > 0) env.err(`Bad nodes: ${JSON.stringify(bad.map((n) => state.nodes[n]!.name))}\n`);
  if (verbose > 3 && badGroups.length > 0)
    env.err(`Bad groups: ${JSON.stringify(badGroups.map((g) => data.groups[g]!.name))}\n`);
  const closed = new Set(acceptExisting ? [] : bad.map((n) => state.nodes[n]!.group));
  if (independentGroups) for (const g of badGroups) closed.add(g);
  const allocable = (g: number): boolean => data.groups[g]!.allocPolicy !== ALLOC_POLICY_UNALLOCABLE && !closed.has(g);
  return {
    how: { capacity: options.capacity, acceptExisting, ignoreGroups: independentGroups ? badGroups : [] },
    allocable,
    stop: !acceptExisting && !(independentGroups && ungrouped.some(allocable)) && bad.length > 0,
  };
}
