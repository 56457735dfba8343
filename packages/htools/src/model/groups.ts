import { NO_NODE } from './instance.js';
import type { State } from './state.js';

/** A node group's part of a cluster: indices, ascending. */
export interface GroupPart {
  readonly group: number;
  readonly nodes: readonly number[];
  /** Instances whose primary is in the group. */
  readonly instances: readonly number[];
}

/** All nodes of a state. */
export function allNodes(state: State): number[] {
  return state.nodes.map((_, n) => n);
}

/** All instances of a state. */
export function allInstances(state: State): number[] {
  return state.instances.map((_, i) => i);
}

/** The groups that have nodes, each with its part. */
export function splitByGroup(state: State): GroupPart[] {
  const groups = [...new Set(state.nodes.map((n) => n.group))].sort((a, b) => a - b);
  return groups.map((group) => ({
    group,
    nodes: allNodes(state).filter((n) => state.nodes[n]!.group === group),
    instances: allInstances(state).filter((i) => state.nodes[state.primary[i]!]?.group === group),
  }));
}

/** Instances whose nodes are in different groups. */
export function splitInstances(state: State): number[] {
  return allInstances(state).filter((i) => {
    const secondary = state.secondary[i]!;
    if (secondary === NO_NODE) return false;
    return state.nodes[secondary]!.group !== state.nodes[state.primary[i]!]!.group;
  });
}
