import type { State } from '../model/state.js';

/** Where instances may be placed: nodes in the order in which they are tried. */
export interface PlaceTargets {
  /** Nodes of an instance: two for a mirrored one. */
  readonly nodesEach: 1 | 2;
  readonly nodes: readonly number[];
  /** For each of the nodes the possible secondaries, when two are needed. */
  readonly secondaries: readonly (readonly number[])[];
}

/** Online nodes of the groups that take instances. */
export function allocationTargets(state: State, allocable: (group: number) => boolean, nodesEach: 1 | 2): PlaceTargets {
  const usable = state.nodes.flatMap((node, n) => (!node.offline && allocable(node.group) ? [n] : []));
  if (nodesEach === 1) return { nodesEach, nodes: usable, secondaries: [] };
  const group = (n: number): number => state.nodes[n]!.group;
  const pairs = usable
    .map((p) => ({ p, others: usable.filter((s) => s !== p && group(s) === group(p)) }))
    .filter(({ others }) => others.length > 0);
  return { nodesEach, nodes: pairs.map(({ p }) => p), secondaries: pairs.map(({ others }) => others) };
}
