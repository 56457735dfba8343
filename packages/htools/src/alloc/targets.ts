import { HtoolsError } from '../model/error.js';
import type { State } from '../model/state.js';

/** Where an instance may go: single nodes, or for each primary the secondaries. */
export type Targets =
  | { readonly kind: 'single'; readonly nodes: readonly number[] }
  | { readonly kind: 'pair'; readonly pairs: readonly (readonly [number, readonly number[]])[] };

/** The targets among some nodes: online ones, and only those that are named when any are. */
export function allocTargets(
  state: State,
  nodes: readonly number[],
  count: number,
  restrictTo: readonly string[] | undefined,
): Targets {
  const usable = nodes.filter((n) => {
    const node = state.nodes[n]!;
    return !node.offline && (restrictTo === undefined || restrictTo.includes(node.name));
  });
  if (count === 1) return { kind: 'single', nodes: usable };
  if (count !== 2) throw new HtoolsError(`an instance is on one node or two, not on ${String(count)}`);
  const pairs = usable.map((p) => {
    const others = usable.filter((s) => s !== p && state.nodes[s]!.group === state.nodes[p]!.group);
    return [p, others] as const;
  });
  return { kind: 'pair', pairs: pairs.filter(([, others]) => others.length > 0) };
}
