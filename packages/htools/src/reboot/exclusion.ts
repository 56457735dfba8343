import type { State } from '../model/state.js';
import { makeGraph, type Edge, type Graph } from './graph.js';

function replicated(state: State): Edge[] {
  return state.instances.flatMap((inst, i): Edge[] => {
    if (!inst.hasSecondary) return [];
    const [p, s] = [state.primary[i]!, state.secondary[i]!];
    return [
      [p, s],
      [s, p],
    ];
  });
}

/** Primaries of instances that share a secondary: with all of them gone, it would have to run them all. */
function sharingSecondary(state: State): Edge[] {
  return state.nodes.flatMap((_, n) => {
    const primaries = state.secondaries(n).map((i) => state.primary[i]!);
    return primaries.flatMap((a) => primaries.map((b): Edge => [a, b]));
  });
}

/**
 * Which of some nodes (ascending) must not be down at the same time: the two nodes of an instance and, unless instances
 * are shut down as well, the primaries of instances with the same secondary. Undefined without nodes.
 */
export function exclusionGraph(state: State, nodes: readonly number[], instancesRun: boolean): Graph | undefined {
  const start = nodes[0];
  const end = nodes.at(-1);
  if (start === undefined || end === undefined) return undefined;
  const edges = replicated(state);
  if (instancesRun) {
    const known = new Set(edges.map((e) => e.join()));
    for (const edge of sharingSecondary(state)) {
      if (known.has(edge.join())) continue;
      known.add(edge.join());
      edges.push(edge);
    }
  }
  const among = new Set(nodes);
  return makeGraph(
    start,
    end,
    edges.filter(([a, b]) => among.has(a) && among.has(b)),
  );
}
