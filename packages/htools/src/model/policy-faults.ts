import type { FailMode } from './fail.js';
import type { Instance } from './instance.js';
import { policyFault, type IPolicy } from './policy.js';
import type { State } from './state.js';

/** Why the policy of each node forbids an instance, or 0; nodes share policies, so each is asked once. */
export function policyFaults(state: State, inst: Instance): (node: number) => FailMode {
  const known = new Map<IPolicy, readonly [FailMode, FailMode]>();
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
