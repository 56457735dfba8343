import type { Clients } from './client.js';
import type { SimCluster } from './cluster.js';
import { Faults } from './faults.js';
import type { Step, StepKind, StepTable } from './steps.js';
import { Work } from './work.js';

/** Carries out steps: what they start goes on while later steps are taken. */
export class Actions {
  readonly #table: StepTable<StepKind>;

  constructor(cluster: SimCluster, clients: Clients) {
    this.#table = { ...new Work(cluster, clients).steps, ...new Faults(cluster, clients).steps };
  }

  run(step: Step): void {
    this.#table[step.kind](step);
  }
}
