import type { FailMode } from '../model/fail.js';
import { policyFault } from '../model/policy.js';
import type { State } from '../model/state.js';

/** Why the policy of each node forbids an instance; nodes with the same policy are asked once. */
export function policyFaults(state: State, i: number): (node: number) => FailMode {
  const inst = state.instances[i]!;
  const known = new Map<unknown, readonly [FailMode, FailMode]>();
  return (n) => {
    const { policy, exclusiveStorage } = state.nodes[n]!;
    let faults = known.get(policy);
    if (!faults) {
      faults = [policyFault(inst, policy, false), policyFault(inst, policy, true)];
      known.set(policy, faults);
    }
    return faults[exclusiveStorage ? 1 : 0];
  };
}
