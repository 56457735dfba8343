import { FAILOVER } from '../balance/move.js';
import type { Trial } from '../balance/trial.js';
import { NO_NODE } from '../model/instance.js';
import { HtoolsError } from '../model/error.js';
import { policyFaults } from '../model/policy-faults.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import { evacuateInstance } from '../evacuate/instance.js';
import type { Refugees } from './refugees.js';

/** Creates an instance anew on the best of some nodes; false when none takes it. */
function recreate(
  state: State,
  trial: Trial,
  original: number,
  nodes: readonly number[],
  targets: readonly number[],
): boolean {
  const i = state.addInstance(state.instances[original]!);
  state.location[i] = state.location[original]!;
  const score = new Score(state, nodes);
  const policy = policyFaults(state, state.instances[i]!);
  let best: { target: number; value: number } | undefined;
  for (const target of targets) {
    if (policy(target) !== 0 || trial.tryPlacing(i, target, NO_NODE, true) !== 0) continue;
    const value = score.valueWith(trial.change);
    if (!best || value <= best.value) best = { target, value };
  }
  if (!best) return false;
  trial.tryPlacing(i, best.target, NO_NODE, true);
  trial.commit();
  return true;
}

/** Plays the evacuation of a node through, instance by instance; the state is as before afterwards. */
export function playEvacuation(
  state: State,
  trial: Trial,
  node: number,
  nodes: readonly number[],
  { failover, shared, recreated }: Refugees,
): boolean {
  const { group } = state.nodes[node]!;
  const groupNodes = nodes.filter((n) => state.nodes[n]!.group === group);
  const moved = [...failover, ...shared];
  // An instance that is listed here may still have its place in another group.
  const homes = moved.flatMap((i) => [state.primary[i]!, state.secondary[i]!]).filter((n) => n !== NO_NODE);
  const undo = state.save([...new Set([...groupNodes, node, ...homes])], moved);
  try {
    for (const i of failover) {
      if (trial.try(i, FAILOVER, NO_NODE, true) !== 0) return false;
      trial.commit();
    }
    const available = groupNodes.filter((n) => n !== node);
    for (const i of shared)
      evacuateInstance({ state, trial, ignoreSoftErrors: true, groupNodes, available }, i, 'primary-only');
    return recreated.every((i) => recreate(state, trial, i, nodes, available));
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    return false;
  } finally {
    undo();
  }
}
