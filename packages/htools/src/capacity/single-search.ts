import * as C from '../model/columns.js';
import type { FailMode } from '../model/fail.js';
import { NO_NODE, type Instance } from '../model/instance.js';
import { policyFaults } from '../model/policy-faults.js';
import { primaryFault, putPrimary } from '../model/row.js';
import type { State } from '../model/state.js';
import { Score, type Change } from '../score/score.js';
import type { Place } from './place.js';
import type { PlaceTargets } from './targets.js';

/** Finds the node that an instance without tags leaves best balanced. */
export class SingleSearch {
  readonly #state: State;
  readonly #targets: PlaceTargets;
  readonly #score: Score;
  readonly #change: Change = {
    count: 1,
    nodes: new Int32Array(1),
    rows: new Float64Array(C.ROW),
    offsets: new Int32Array(1),
    instance: undefined,
    fromPrimary: NO_NODE,
    toPrimary: NO_NODE,
  };

  constructor(state: State, targets: PlaceTargets) {
    this.#state = state;
    this.#targets = targets;
    this.#score = new Score(state, [...state.nodes.keys()]);
  }

  /** Notes that a place was taken. */
  placed(_inst: Instance, { primary }: Place): void {
    this.#score.refresh([primary], undefined, NO_NODE, NO_NODE);
  }

  #fault(inst: Instance, policy: (n: number) => FailMode, n: number): FailMode {
    return policy(n) || primaryFault(this.#state.rows, this.#state.row(n), inst, false, false);
  }

  /** Adds up how often each fault keeps an instance off a node. */
  faults(inst: Instance, counts: Int32Array): void {
    const policy = policyFaults(this.#state, inst);
    for (const n of this.#targets.nodes) counts[this.#fault(inst, policy, n)]! += 1;
    counts[0] = 0;
  }

  /** All nodes that can take an instance, with the scores. */
  candidates(inst: Instance): Place[][] {
    const policy = policyFaults(this.#state, inst);
    const change = this.#change;
    const found: Place[] = [];
    for (const n of this.#targets.nodes) {
      if (this.#fault(inst, policy, n) !== 0) continue;
      const o = this.#state.row(n);
      change.rows.set(this.#state.rows.subarray(o, o + C.ROW));
      putPrimary(change.rows, 0, inst, 0, 0);
      change.nodes[0] = n;
      found.push({ primary: n, secondary: NO_NODE, score: this.#score.valueWith(change) });
    }
    return [found];
  }

  /** The best place for an instance, the last among equals; undefined when there is none. */
  best(inst: Instance): Place | undefined {
    let best: Place | undefined;
    for (const place of this.candidates(inst)[0] ?? []) if (!best || place.score <= best.score) best = place;
    return best;
  }
}
