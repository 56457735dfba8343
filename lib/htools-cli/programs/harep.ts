import {
  HtoolsError,
  neededRepair,
  outdatedTags,
  REPAIR_TYPES,
  repairPolicy,
  repairState,
  tagged,
  type Cluster,
  type NeededRepair,
  type Opcode,
  type RepairPolicy,
  type RepairState,
  type RepairType,
} from '@gnt/htools';
import type { RepairJobs } from '../execute/repairs.js';
import type { Surroundings } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { loadCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { clockTime } from '../output/clock-time.js';

const STATE_NAMES: Readonly<Record<RepairState['kind'], string>> = {
  healthy: 'Healthy',
  failed: 'Failure',
  pending: 'Pending repair',
  'needs-repair': 'Needs repair',
};
const TYPE_LABELS: Readonly<Record<RepairType, string>> = {
  'fix-storage': 'ArFixStorage',
  migrate: 'ArMigrate',
  failover: 'ArFailover',
  reinstall: 'ArReinstall',
};

/** What a run works with. */
interface Run {
  readonly cluster: Cluster;
  readonly options: Options;
  readonly env: Surroundings;
  readonly jobs: RepairJobs;
}

const seconds = ({ env }: Run): number => Math.floor(env.clock.now() / 1000);

function describe(policy: Exclude<RepairPolicy, { kind: 'enabled' }>): string {
  if (policy.kind === 'not-enabled') return 'ArNotEnabled';
  return `ArSuspended ${policy.until === undefined ? 'Forever' : `(Until ${clockTime(policy.until)})`}`;
}

function initialStates({ state }: Cluster): RepairState[] {
  try {
    return state.instances.map((inst) => repairState(inst.name, inst.tags));
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw failure(`the repair tags do not fit together: ${error.message}`);
  }
}

/** Records a state by tags of the instance. */
async function record({ jobs, env }: Run, name: string, state: RepairState): Promise<RepairState> {
  const change = (id: string, tags: readonly string[]): Promise<void> =>
    jobs.run([{ OP_ID: id, kind: 'instance', tags, name }]);
  if (state.repair) {
    env.report.add('events', { instance: name, event: 'tags-added', tags: [state.repair.tag] });
    env.out(`>>> Adding the following tag to ${name}:\n${JSON.stringify(state.repair.tag)}\n`);
    await change('OP_TAGS_SET', [state.repair.tag]);
  }
  if (state.outdated.length > 0) {
    const lines = state.outdated.map((tag) => `${JSON.stringify(tag)}\n`).join('');
    env.report.add('events', { instance: name, event: 'tags-removed', tags: state.outdated });
    env.out(`>>> Removing the following tags from ${name}:\n${lines}`);
    await change('OP_TAGS_DEL', state.outdated);
  }
  return { ...state, outdated: [] };
}

/** Looks whether a repair that was going on has ended. */
async function followUp(run: Run, name: string, state: RepairState): Promise<RepairState> {
  const { repair } = state;
  if (state.kind !== 'pending' || !repair) return state;
  const succeeded = await run.jobs.succeeded(repair.jobs);
  if (succeeded === undefined) return state;
  const kind = succeeded ? 'healthy' : 'failed';
  run.env.report.add('events', { instance: name, event: 'repair-ended', from: state.kind, to: kind });
  run.env.out(`Moving ${name} from "${STATE_NAMES[state.kind]}" to "${STATE_NAMES[kind]}"\n`);
  const ended = tagged({ ...repair, result: succeeded ? 'success' : 'failure', time: seconds(run) });
  return record(run, name, { kind, repair: ended, outdated: outdatedTags(state) });
}

function delayed(options: Options, opcodes: readonly Opcode[]): Opcode[] {
  if (!(options.jobDelay > 0)) return [...opcodes];
  // The tag that records the repair is set while the repair waits; otherwise it would wait for the instance's lock.
  const wait = {
    OP_ID: 'OP_TEST_DELAY',
    duration: options.jobDelay,
    on_master: true,
    on_nodes: [],
    repeat: 0,
    interruptible: false,
    no_locks: false,
  };
  return [wait, ...opcodes];
}

async function repair(run: Run, i: number, state: RepairState, { type, opcodes }: NeededRepair): Promise<RepairState> {
  const { cluster, options, env, jobs } = run;
  const { data } = cluster;
  const { name, tags } = cluster.state.instances[i]!;
  const { group } = cluster.state.nodes[cluster.state.primary[i]!]!;
  const policy = repairPolicy(tags, data.groups[group]!.tags, data.tags, env.clock.now() / 1000);
  if (policy.kind !== 'enabled') {
    env.report.add('events', { instance: name, event: 'not-repaired', type, why: describe(policy) });
    env.out(`Not repairing ${name} because it's in state ${describe(policy)}\n`);
    return state;
  }
  const fresh = { type, uuid: env.random.uuid(), time: seconds(run) };
  const outdated = outdatedTags(state);
  if (REPAIR_TYPES.indexOf(type) > REPAIR_TYPES.indexOf(policy.most)) {
    env.report.add('events', { instance: name, event: 'not-allowed', type, most: policy.most });
    env.out(
      `Not performing a repair of type ${TYPE_LABELS[type]} on ${name} because only repairs up to ` +
        `${TYPE_LABELS[policy.most]} are allowed\n`,
    );
    const refused = tagged({ ...fresh, jobs: [], result: 'enoperm' });
    return record(run, name, { kind: 'needs-repair', repair: refused, outdated });
  }
  env.report.add('events', { instance: name, event: 'repair', type, opcodes });
  env.out(`Executing ${TYPE_LABELS[type]} repair on ${name}\n`);
  const numbers = await jobs.submit(delayed(options, opcodes));
  const pending = tagged({ ...fresh, jobs: numbers, result: undefined });
  return record(run, name, { kind: 'pending', repair: pending, outdated });
}

async function repairAll(run: Run, initial: readonly RepairState[]): Promise<RepairState[]> {
  const { state } = run.cluster;
  const followed: RepairState[] = [];
  for (const [i, inst] of state.instances.entries()) followed.push(await followUp(run, inst.name, initial[i]!));
  const done: RepairState[] = [];
  for (const [i, known] of followed.entries()) {
    const needed = known.kind === 'healthy' ? neededRepair(state, i) : undefined;
    done.push(needed ? await repair(run, i, known, needed) : known);
  }
  return done;
}

function showCounts(states: readonly RepairState[], env: Surroundings): void {
  const counts = new Map<string, number>();
  for (const { kind } of states) counts.set(STATE_NAMES[kind], (counts.get(STATE_NAMES[kind]) ?? 0) + 1);
  env.report.set('counts', Object.fromEntries(counts));
  const line = '-'.repeat(21);
  const names = [...counts.keys()].sort();
  env.out(`${line}\nInstance status count\n${line}\n`);
  env.out(names.map((name) => `${name}: ${String(counts.get(name))}\n`).join(''));
}

async function main(given: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("this program doesn't take any arguments.");
  const options = { ...given, luxiSocket: given.luxiSocket ?? '' };
  const cluster = await loadCluster(options, env);
  const initial = initialStates(cluster);
  const { RepairJobs } = await import('../execute/repairs.js');
  const { luxiSocket } = await import('../backends/luxi.js');
  const jobs = await RepairJobs.connect(luxiSocket(options.luxiSocket, env), env, options);
  try {
    showCounts(await repairAll({ cluster, options, env, jobs }, initial), env);
  } finally {
    jobs.close();
  }
}

/** harep: repairs instances whose nodes are offline, as far as tags allow it. */
export const harep: Program = {
  name: 'harep',
  summary: 'repairs instances whose nodes are offline',
  options: [rows.luxi, rows.jobDelay, rows.reason, rows.dryRun, rows.json],
  arguments: [],
  main,
};
