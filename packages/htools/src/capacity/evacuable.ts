import { DT_DRBD8 } from '@gnt/constants';
import { FAILOVER } from '../balance/move.js';
import type { Trial } from '../balance/trial.js';
import { NO_NODE } from '../model/instance.js';
import { templateRow } from '../model/disk-template.js';
import { HtoolsError } from '../model/error.js';
import type { State } from '../model/state.js';
import { Score } from '../score/score.js';
import { evacuateInstance } from '../evacuate/instance.js';
import { policyFaults } from '../alloc/policy-faults.js';

/** The primaries of a node by what becomes of them when it fails, each in the order in which they are moved. */
export interface Refugees {
  readonly failover: readonly number[];
  readonly shared: readonly number[];
  readonly recreated: readonly number[];
}

/** Sorts the primaries of a node. */
export function refugees(state: State, node: number): Refugees {
  const all = state.primaries(node);
  const others = all.filter((i) => state.instances[i]!.diskTemplate !== DT_DRBD8);
  const recreated = others.filter((i) => !templateRow(state.instances[i]!.diskTemplate).evacuable);
  return {
    failover: all.filter((i) => state.instances[i]!.diskTemplate === DT_DRBD8),
    shared: others.filter((i) => templateRow(state.instances[i]!.diskTemplate).evacuable),
    recreated: recreated.sort((a, b) => state.instances[b]!.mem - state.instances[a]!.mem),
  };
}

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
  const policy = policyFaults(state, i);
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
export function playEvacuation(state: State, trial: Trial, node: number, nodes: readonly number[]): boolean {
  const { failover, shared, recreated } = refugees(state, node);
  const touched = new Set([...nodes, ...failover.map((i) => state.secondary[i]!)]);
  const undo = state.save([...touched], [...failover, ...shared]);
  try {
    for (const i of failover) {
      if (trial.try(i, FAILOVER, NO_NODE, true) !== 0) return false;
      trial.commit();
    }
    const { group } = state.nodes[node]!;
    const groupNodes = nodes.filter((n) => state.nodes[n]!.group === group);
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
