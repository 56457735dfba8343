import { allocAnyGroup, allocInGroup, bestOfGroups, groupByName, outcomeOf } from '../alloc/groups.js';
import { place } from '../alloc/allocate.js';
import { byLost, findDedicated, type LostAllocations } from '../alloc/dedicated.js';
import type { AllocOptions } from '../alloc/options.js';
import { candidateNodes, describeForGroup, type Solution } from '../alloc/solution.js';
import { Trial } from '../balance/trial.js';
import type { ClusterData } from '../model/cluster.js';
import { HtoolsError } from '../model/error.js';
import { allNodes, splitByGroup } from '../model/groups.js';
import type { State } from '../model/state.js';
import type { Answer } from './answer.js';
import type { Wanted } from './request.js';

/** Finds a place for an instance that is in the state but nowhere. */
export type Search = (state: State, i: number, wanted: Wanted) => Solution<unknown>;

/** The search by score. */
export function scoreSearch(data: ClusterData, options: AllocOptions): Search {
  return (state, i, { nodes, group }) =>
    group === undefined
      ? allocAnyGroup(data, state, i, nodes, options)
      : allocInGroup(data, state, group, i, nodes, options);
}

function dedicatedAnyGroup(
  data: ClusterData,
  state: State,
  i: number,
  count: number,
  options: AllocOptions,
): Solution<LostAllocations> {
  const outcomes = splitByGroup(state).map(({ group }) => ({
    group,
    outcome: outcomeOf(() => findDedicated(data, state, group, i, count, options).solution),
  }));
  const messages = outcomes.flatMap(({ group, outcome }) => describeForGroup(data.groups[group]!, outcome));
  const best = bestOfGroups(data.groups, outcomes, byLost);
  if (!best) throw new HtoolsError(messages.join(', '));
  return { ...best.solution, log: [`Selected group: ${data.groups[best.group]!.name}`, ...messages] };
}

/** The search by lost allocations, for dedicated clusters. */
export function dedicatedSearch(data: ClusterData, options: AllocOptions): Search {
  return (state, i, { nodes, group }) => {
    if (group === undefined) return dedicatedAnyGroup(data, state, i, nodes, options);
    const { solution, log } = findDedicated(data, state, groupByName(data, group), i, nodes, options);
    return { ...solution, log };
  };
}

/** Places an instance; the state takes it when there is a place. */
function placeOne(state: State, wanted: Wanted, search: Search, force: boolean): Solution<unknown> {
  const undo = state.save([], []);
  const i = state.addInstance(wanted.instance);
  try {
    const solution = search(state, i, wanted);
    if (solution.best) place(state, new Trial(state), i, solution.best, force);
    else undo();
    return solution;
  } catch (error) {
    undo();
    throw error;
  }
}

/** Answers a request for one instance. */
export function allocateOne(state: State, wanted: Wanted, search: Search, options: AllocOptions): Answer {
  const solution = placeOne(state, wanted, search, options.ignoreSoftErrors);
  const info = solution.log.join(', ');
  if (!solution.best) throw new HtoolsError(info);
  return { info, result: candidateNodes(state, solution.best) };
}

/** Answers a request for several instances, each placed after the ones before; an error leaves the state. */
export function allocateMany(state: State, all: readonly Wanted[], search: Search, options: AllocOptions): Answer {
  const undo = state.save(allNodes(state), []);
  const solutions = all.map((wanted) => {
    try {
      return { name: wanted.instance.name, solution: placeOne(state, wanted, search, options.ignoreSoftErrors) };
    } catch (error) {
      undo();
      throw error;
    }
  });
  const placed = solutions.flatMap(({ name, solution: { best } }) =>
    best ? [[name, candidateNodes(state, best)]] : [],
  );
  const failed = solutions.flatMap(({ name, solution }) => (solution.best ? [] : [[name, solution.log.join(', ')]]));
  const info =
    `${String(failed.length)} instances failed to allocate and ` +
    `${String(placed.length)} were allocated successfully`;
  return { info, result: [placed, failed] };
}
