import { NO_NODE } from '../model/instance.js';
import type { State } from '../model/state.js';
import type { Placement } from './balancer.js';
import { moveCommands } from './describe.js';

/** Nodes that a move touches. */
export function involvedNodes(state: State, placement: Placement): number[] {
  const { primary, secondary, oldPrimary, oldSecondary, instance } = placement;
  const old = state.instances[instance]!.hasSecondary ? [oldPrimary, oldSecondary] : [oldPrimary];
  return [...new Set([primary, secondary, ...old])].filter((n) => n !== NO_NODE);
}

/**
 * Moves in sets that can run side by side. The moves are taken from the last to the first and each either joins the
 * set in hand or, sharing a node with it, starts the set before.
 */
export function splitJobs(state: State, placements: readonly Placement[]): Placement[][] {
  const sets: Placement[][] = [];
  let busy = new Set<number>();
  for (const placement of [...placements].reverse()) {
    const nodes = involvedNodes(state, placement);
    const set = sets[0];
    if (set && !nodes.some((n) => busy.has(n))) set.unshift(placement);
    else {
      sets.unshift([placement]);
      busy = new Set();
    }
    for (const n of nodes) busy.add(n);
  }
  return sets;
}

/** The sets as lines of a shell script. */
export function commandScript(state: State, sets: readonly (readonly Placement[])[], fullNames = false): string[] {
  return sets.flatMap((set, s) => [
    '',
    `echo jobset ${String(s + 1)}, ${String(set.length)} jobs`,
    ...set.flatMap((placement, j) => [
      `  echo job ${String(s + 1)}/${String(j + 1)}`,
      '  check',
      ...moveCommands(state, placement, fullNames).commands.map((command) => `  gnt-instance ${command}`),
    ]),
  ]);
}
