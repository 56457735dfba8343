import { ALLOC_POLICY_UNALLOCABLE } from '@gnt/constants';
import { describeGroup } from '../format/group.js';
import { findGroup, type ClusterData, type Group } from '../model/cluster.js';
import { HtoolsError } from '../model/error.js';
import { allNodes, splitByGroup } from '../model/groups.js';
import type { Instance } from '../model/instance.js';
import { ALLOC_POLICIES_BY_NAME } from '../model/names-on-wire.js';
import type { State } from '../model/state.js';
import { tryAlloc } from './allocate.js';
import type { AllocOptions } from './options.js';
import { byScore, describeForGroup, type Solution } from './solution.js';
import { allocTargets } from './targets.js';

/** A solution and the group it is in. */
export interface GroupSolution<Metric> {
  readonly group: number;
  readonly solution: Solution<Metric>;
  readonly log: string[];
}

/** What came of a group: a solution or the reason for none. */
export interface GroupOutcome<Metric> {
  readonly group: number;
  readonly outcome: Solution<Metric> | HtoolsError;
}

/** Whether a group has all networks that an instance is connected to. */
export function hasNetworks(group: Group, inst: Instance): boolean {
  return inst.nics.every(({ network }) => network === undefined || group.networks.includes(network));
}

/** Runs a search; an HtoolsError becomes its outcome. */
export function outcomeOf<T>(search: () => T): T | HtoolsError {
  try {
    return search();
  } catch (error) {
    if (error instanceof HtoolsError) return error;
    throw error;
  }
}

/** The best of the groups' solutions: by the group's policy, then by metric; between equals the later group. */
export function bestOfGroups<Metric>(
  groups: readonly Group[],
  outcomes: readonly GroupOutcome<Metric>[],
  compare: (a: Metric, b: Metric) => number,
): { readonly group: number; readonly solution: Solution<Metric> } | undefined {
  const rank = (g: number): number => ALLOC_POLICIES_BY_NAME.get(groups[g]!.allocPolicy) ?? 0;
  const good = outcomes.flatMap(({ group, outcome }) => {
    if (outcome instanceof HtoolsError || !outcome.best) return [];
    if (groups[group]!.allocPolicy === ALLOC_POLICY_UNALLOCABLE) return [];
    return [{ group, solution: outcome, metric: outcome.best.metric }];
  });
  good.reverse().sort((a, b) => rank(a.group) - rank(b.group) || compare(a.metric, b.metric));
  return good[0];
}

/** The best group for instance `i`, which is nowhere; among the allowed ones when these are given. */
export function findBestGroup(
  data: ClusterData,
  state: State,
  i: number,
  count: number,
  options: AllocOptions,
  allowed?: readonly number[],
  listedAs = i,
): GroupSolution<number> {
  const inst = state.instances[i]!;
  const all = splitByGroup(state);
  const usable = all.filter((part) => allowed?.includes(part.group) ?? true);
  const connected = usable.filter((part) => hasNetworks(data.groups[part.group]!, inst));
  const messages = usable
    .filter((part) => !connected.includes(part))
    .map(
      ({ group }) =>
        `group ${data.groups[group]!.name} is not connected to a network required by instance ${inst.name}`,
    );
  const nodes = allNodes(state);
  const outcomes = connected.map((part) => ({
    group: part.group,
    outcome: outcomeOf(() =>
      tryAlloc(state, i, nodes, allocTargets(state, part.nodes, count, options.restrictToNodes), options, listedAs),
    ),
  }));
  messages.push(...outcomes.flatMap(({ group, outcome }) => describeForGroup(data.groups[group]!, outcome)));
  const best = bestOfGroups(data.groups, outcomes, byScore);
  if (best) return { ...best, log: messages };
  if (usable.length > 0) throw new HtoolsError(messages.join(', '));
  const shown = (list: readonly number[]): string => `[${list.map((g) => String(g + data.indexBase)).join(',')}]`;
  const groups = all.map(({ group }) => describeGroup(data.groups[group]!, group + data.indexBase)).join(',');
  throw new HtoolsError(
    `no groups for evacuation: allowed groups was ${allowed ? `Just ${shown(allowed)}` : 'Nothing'}, all groups: [${groups}]`,
  );
}

/** Places an instance in the best group. */
export function allocAnyGroup(
  data: ClusterData,
  state: State,
  i: number,
  count: number,
  options: AllocOptions,
): Solution<number> {
  const { group, solution, log } = findBestGroup(data, state, i, count, options);
  return { ...solution, log: [`Selected group: ${data.groups[group]!.name}`, ...log] };
}

/** The group of a name; an error when there is none. */
export function groupByName(data: ClusterData, name: string): number {
  const group = findGroup(data.groups, name);
  if (group === undefined) throw new HtoolsError(`Wrong number of elems found with name ${name}`);
  return group;
}

/** Refuses a group that lacks a network of an instance. */
export function checkNetworks(group: Group, inst: Instance): void {
  if (!hasNetworks(group, inst))
    throw new HtoolsError(`The group ${group.name} is not connected to a network required by instance ${inst.name}`);
}

/** Places an instance in a named group. */
export function allocInGroup(
  data: ClusterData,
  state: State,
  name: string,
  i: number,
  count: number,
  options: AllocOptions,
): Solution<number> {
  const group = groupByName(data, name);
  checkNetworks(data.groups[group]!, state.instances[i]!);
  const nodes = allNodes(state).filter((n) => state.nodes[n]!.group === group);
  const solution = tryAlloc(state, i, nodes, allocTargets(state, nodes, count, options.restrictToNodes), options);
  return { ...solution, log: describeForGroup(data.groups[group]!, solution) };
}
