import { Trial } from '../balance/trial.js';
import { HtoolsError } from '../model/error.js';
import { allNodes } from '../model/groups.js';
import type { State } from '../model/state.js';
import { evacuateInstance } from './instance.js';
import type { Evacuation, EvacuationMode } from './solution.js';

/** Nodes that the instances have to leave. */
function nodesToLeave(state: State, mode: EvacuationMode, instances: readonly number[]): Set<number> {
  const nodes = new Set<number>();
  for (const i of instances) {
    if (mode !== 'secondary-only') nodes.add(state.primary[i]!);
    if (mode !== 'primary-only' && state.instances[i]!.hasSecondary) nodes.add(state.secondary[i]!);
  }
  return nodes;
}

/** Notes that an instance was moved to where it is now. */
export function noteMoved(
  state: State,
  found: Evacuation,
  i: number,
  moves: Evacuation['jobs'][number]['moves'],
): void {
  const primary = state.primary[i]!;
  const nodes = state.instances[i]!.hasSecondary ? [primary, state.secondary[i]!] : [primary];
  found.moved.push({ instance: i, group: state.nodes[primary]!.group, nodes });
  found.jobs.push({ instance: i, moves });
}

/** Moves instances off their nodes within their groups; the state takes the moves. */
export function evacuate(
  state: State,
  mode: EvacuationMode,
  instances: readonly number[],
  ignoreSoftErrors: boolean,
): Evacuation {
  const found: Evacuation = { moved: [], failed: [], jobs: [] };
  const leave = nodesToLeave(state, mode, instances);
  const nodes = allNodes(state);
  const trial = new Trial(state);
  for (const i of instances) {
    const primary = state.primary[i]!;
    const { group } = state.nodes[primary]!;
    const groupNodes = nodes.filter((n) => state.nodes[n]!.group === group);
    const available = groupNodes.filter((n) => !state.nodes[n]!.offline && !leave.has(n) && n !== primary);
    try {
      noteMoved(state, found, i, evacuateInstance({ state, trial, ignoreSoftErrors, groupNodes, available }, i, mode));
    } catch (error) {
      if (!(error instanceof HtoolsError)) throw error;
      found.failed.push({ instance: i, reason: error.message });
    }
  }
  return found;
}
