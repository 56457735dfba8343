import { findGroup, type ClusterData } from '../model/cluster.js';
import { FAIL_N1, type FailMode } from '../model/fail.js';
import { allNodes, splitByGroup } from '../model/groups.js';
import { NO_NODE } from '../model/instance.js';
import { policyFaults } from '../model/policy-faults.js';
import type { State } from '../model/state.js';
import { hasNetworks } from '../alloc/groups.js';
import type { AllocOptions } from '../alloc/options.js';
import { staysRedundant } from '../alloc/allocate.js';
import { allocTargets } from '../alloc/targets.js';
import { Trial } from '../balance/trial.js';
import type { Wanted } from '../iallocator/request.js';
import { Score } from '../score/score.js';

/** One place that was tried for an instance. */
export interface TriedPlace {
  readonly primary: number;
  /** NO_NODE for an instance on one node. */
  readonly secondary: number;
  /** Why the instance cannot go there; 0 when it can. */
  readonly fault: FailMode;
  /** The cluster's score with the instance there, and its difference to the score without it; when it can go there. */
  readonly score?: number;
  readonly change?: number;
}

/** What was tried in a group, or why nothing was. */
export interface TriedGroup {
  readonly group: number;
  readonly refused?: string;
  /** Nodes that are out of the question, with the reason. */
  readonly leftOut: readonly { readonly node: number; readonly why: string }[];
  readonly places: readonly TriedPlace[];
}

function pairsOf(
  state: State,
  nodes: readonly number[],
  count: number,
  only: readonly string[] | undefined,
): (readonly [number, number])[] {
  const targets = allocTargets(state, nodes, count, only);
  if (targets.kind === 'single') return targets.nodes.map((n) => [n, NO_NODE] as const);
  return targets.pairs.flatMap(([p, others]) => others.map((s) => [p, s] as const));
}

function leftOut(state: State, nodes: readonly number[], only: readonly string[] | undefined): TriedGroup['leftOut'] {
  return nodes.flatMap((node) => {
    const { offline, name } = state.nodes[node]!;
    if (offline) return [{ node, why: 'offline or drained' }];
    return only !== undefined && !only.includes(name) ? [{ node, why: 'not among the nodes asked for' }] : [];
  });
}

/**
 * Every place of a new instance with the rule that excludes it, or what it does to the score: what an allocation looks
 * at, kept instead of counted. The state stays. On dedicated clusters, where places are judged by lost allocations, the
 * scores are told all the same.
 */
export function explainPlacing(data: ClusterData, state: State, wanted: Wanted, options: AllocOptions): TriedGroup[] {
  const named = wanted.group === undefined ? undefined : findGroup(data.groups, wanted.group);
  const parts = splitByGroup(state).filter(({ group }) => wanted.group === undefined || group === named);
  const undo = state.save([], []);
  const i = state.addInstance(wanted.instance);
  try {
    return parts.map(({ group, nodes }) => {
      if (!hasNetworks(data.groups[group]!, wanted.instance))
        return { group, refused: 'lacks a network of the instance', leftOut: [], places: [] };
      const scored = wanted.group === undefined ? allNodes(state) : nodes;
      const pairs = pairsOf(state, nodes, wanted.nodes, options.restrictToNodes);
      return {
        group,
        leftOut: leftOut(state, nodes, options.restrictToNodes),
        places: tryPlaces(state, i, scored, pairs, options),
      };
    });
  } finally {
    undo();
  }
}

function tryPlaces(
  state: State,
  i: number,
  scored: readonly number[],
  pairs: readonly (readonly [number, number])[],
  options: AllocOptions,
): TriedPlace[] {
  const score = new Score(state, scored);
  const before = score.value;
  const trial = new Trial(state);
  const policy = policyFaults(state, state.instances[i]!);
  const survives = options.capacity ? staysRedundant(state, i, scored, options, i) : () => true;
  return pairs.map(([primary, secondary]) => {
    const fault = policy(primary) || trial.tryPlacing(i, primary, secondary, options.ignoreSoftErrors);
    if (fault !== 0) return { primary, secondary, fault };
    const value = score.valueWith(trial.change);
    if (!survives({ primary, secondary, metric: value })) return { primary, secondary, fault: FAIL_N1 };
    return { primary, secondary, fault: 0, score: value, change: value - before };
  });
}
