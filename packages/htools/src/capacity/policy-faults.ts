import type { FailMode } from '../model/fail.js';
import type { Instance } from '../model/instance.js';
import type { Node } from '../model/node.js';
import { policyFault, type IPolicy } from '../model/policy.js';

/** What policies say of an instance; nodes share policies, so each is asked once. */
export class PolicyFaults {
  readonly #inst: Instance;
  readonly #shared = new Map<IPolicy, FailMode>();
  readonly #exclusive = new Map<IPolicy, FailMode>();

  constructor(inst: Instance) {
    this.#inst = inst;
  }

  /** Why a node's policy forbids the instance, or 0. */
  of({ policy, exclusiveStorage }: Node): FailMode {
    const known = exclusiveStorage ? this.#exclusive : this.#shared;
    let fault = known.get(policy);
    if (fault === undefined) {
      fault = policyFault(this.#inst, policy, exclusiveStorage);
      known.set(policy, fault);
    }
    return fault;
  }
}
