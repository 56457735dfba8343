import { jobStatus } from '../../lib/masterd/jqueue/job.js';
import { Actions } from './actions.js';
import { Clients } from './client.js';
import { SimCluster } from './cluster.js';
import { checkRest } from './rest.js';
import { Invariants } from './invariants.js';
import type { Violation } from './observer.js';
import { planSteps, type Step } from './steps.js';

const NODES = 5;
/** Virtual time in which everything must come to rest once nothing is broken any more, in milliseconds. */
const PATIENCE_MS = 6 * 3600 * 1000;

export interface RunOptions {
  /** Keep every event for reading, with the master's log. */
  readonly verbose?: boolean;
  /** One more rule: says what breaks it. */
  readonly rule?: (clients: Clients) => string | undefined;
  /** Kinds of steps to leave out. */
  readonly without?: readonly string[];
}

export interface Outcome {
  readonly seed: string;
  readonly steps: readonly Step[];
  /** How many of the steps were taken. */
  readonly taken: number;
  readonly violation: Violation | undefined;
  readonly trace: readonly string[];
  readonly all: readonly string[];
  /** Of every event in order: equal for two runs that are the same. */
  readonly digest: string;
  readonly events: number;
  readonly jobs: number;
}

/** Runs one simulation; the steps are those of the seed unless others are given. */
export async function simulate(
  seed: string,
  steps: number | readonly Step[],
  { verbose = false, rule = () => undefined, without = [] }: RunOptions = {},
): Promise<Outcome> {
  const plan = typeof steps === 'number' ? planSteps(seed, steps, without) : steps;
  const cluster = new SimCluster(seed, NODES, verbose);
  const { observer, time } = cluster;
  const clients = new Clients(cluster);
  let taken = 0;
  const onRejection = (reason: unknown): void => {
    observer.broken(
      'no error goes unheard',
      reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    );
  };
  process.on('unhandledRejection', onRejection);
  try {
    const actions = new Actions(cluster, clients);
    const invariants = new Invariants(cluster, clients);
    cluster.startMaster(cluster.masterNode);
    await time.advance(2000);
    for (const [i, step] of plan.entries()) {
      observer.note(`step ${i} ${step.kind}`);
      actions.run(step);
      taken += 1;
      await time.advance(step.wait, () => observer.violation !== undefined);
      await invariants.check();
      const broken = rule(clients);
      if (broken !== undefined) observer.broken('extra', broken);
      if (observer.violation) break;
    }
    if (!observer.violation) await comeToRest(cluster, clients);
    if (!observer.violation) await invariants.check();
    if (!observer.violation) await checkRest(cluster, clients);
  } finally {
    process.off('unhandledRejection', onRejection);
    for (const master of cluster.masters) master.kill();
  }
  return {
    seed,
    steps: plan,
    taken,
    violation: observer.violation,
    trace: observer.lines,
    all: observer.all ?? [],
    digest: observer.digest(),
    events: observer.events,
    jobs: clients.oracle.jobs.size,
  };
}

/** Mends everything and waits until all jobs are over. */
async function comeToRest(cluster: SimCluster, clients: Clients): Promise<void> {
  const { observer, time } = cluster;
  observer.say('everything is mended');
  cluster.heal();
  await time.advance(10_000, () => observer.violation !== undefined);
  if (!cluster.master) await findMaster(cluster, clients);
  const quiet = (): boolean => observer.violation !== undefined || clients.open === 0;
  if (!(await time.advance(PATIENCE_MS, quiet))) {
    const open = [...clients.oracle.jobs.values()].filter((j) => j.ended === undefined);
    const locks = cluster.master?.services ? JSON.stringify(cluster.master.watch.atWork) : '';
    observer.broken(
      'work goes on when nothing is broken',
      `still open: ${open.map((j) => `${j.id} (${j.what}, ${stateOf(cluster, j.id)})`).join(', ')}; at work: ${locks}`,
    );
  }
  await time.advance(120_000, () => observer.violation !== undefined);
}

/** What an operator does when no master runs although nothing is broken: starts it, or makes another node the master. */
async function findMaster(cluster: SimCluster, clients: Clients): Promise<void> {
  const { observer, time } = cluster;
  const up = (): boolean => {
    // A failover that was cut short may have got as far as the votes: then that node is the master.
    const running = cluster.masters.findLast((m) => m.masterd);
    if (running && running.node !== cluster.masterNode) {
      cluster.masterNode = running.node;
      cluster.failovers += 1;
      clients.oracle.failedOver();
    }
    return running !== undefined || observer.violation !== undefined;
  };
  for (const node of cluster.nodes) {
    if (!cluster.masterOn(node)) cluster.startMaster(node);
    if (await time.advance(120_000, up)) return;
  }
  const why = cluster.masters.at(-1)?.refusal?.message;
  for (const node of cluster.nodes) {
    void cluster.failover(node);
    if (await time.advance(300_000, up)) return;
  }
  // A failover that told too few nodes leaves no majority for anybody: the operator starts the one that was made master.
  cluster.startMaster(cluster.masterNode, false);
  if (await time.advance(120_000, up)) return;
  observer.broken('the master starts when nothing is broken', why ?? 'it is still starting');
}

function stateOf(cluster: SimCluster, id: number): string {
  const job = cluster.master?.masterd?.queue.get(id);
  return job ? jobStatus(job) : 'unknown';
}
