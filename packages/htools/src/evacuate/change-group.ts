import { findBestGroup } from '../alloc/groups.js';
import { DEFAULT_ALLOC_OPTIONS, type AllocOptions } from '../alloc/options.js';
import { Trial } from '../balance/trial.js';
import type { ClusterData } from '../model/cluster.js';
import { requiredNodes } from '../model/disk-template.js';
import { HtoolsError } from '../model/error.js';
import { allNodes } from '../model/groups.js';
import type { State } from '../model/state.js';
import { noteMoved } from './evacuate.js';
import { evacuateInstance } from './instance.js';
import type { Evacuation } from './solution.js';

/** Finds the best group for an instance as if another like it were to be placed. */
function groupFor(
  data: ClusterData,
  state: State,
  i: number,
  options: AllocOptions,
  allowed: readonly number[],
): number {
  const inst = state.instances[i]!;
  const undo = state.save([], []);
  try {
    const copy = state.addInstance(inst);
    state.location[copy] = state.location[i]!;
    return findBestGroup(data, state, copy, requiredNodes(inst.diskTemplate), options, allowed, i).group;
  } finally {
    undo();
  }
}

/** Moves instances to other groups: the target groups, or any but their own; the state takes the moves. */
export function changeGroup(
  data: ClusterData,
  state: State,
  instances: readonly number[],
  targets: readonly number[],
  options: AllocOptions,
): Evacuation {
  const found: Evacuation = { moved: [], failed: [], jobs: [] };
  const leave = new Set(instances.map((i) => state.nodes[state.primary[i]!]!.group));
  const wanted = targets.length === 0 ? data.groups.map((_, g) => g) : targets;
  const allowed = wanted.filter((g) => !leave.has(g));
  const trial = new Trial(state);
  const { ignoreSoftErrors } = DEFAULT_ALLOC_OPTIONS;
  for (const i of instances) {
    try {
      const group = groupFor(data, state, i, options, allowed);
      const groupNodes = allNodes(state).filter((n) => state.nodes[n]!.group === group);
      const available = groupNodes.filter((n) => !state.nodes[n]!.offline);
      noteMoved(state, found, i, evacuateInstance({ state, trial, ignoreSoftErrors, groupNodes, available }, i, 'all'));
    } catch (error) {
      if (!(error instanceof HtoolsError)) throw error;
      found.failed.push({ instance: i, reason: error.message });
    }
  }
  return found;
}
