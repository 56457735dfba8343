import {
  allNodes,
  allocationTargets,
  clusterSuffix,
  clusterTotals,
  failName,
  FAIL_N1,
  fillStandard,
  fillShrinking,
  fixed,
  formatTable,
  HtoolsError,
  instanceOfSize,
  NO_NODE,
  Placer,
  requiredNodes,
  Score,
  scoreTable,
  sizeOf,
  sizeOfSpec,
  type AllocationOptions,
  type Cluster,
  type FailCounts,
  type Size,
  type State,
  type PlaceTargets,
  type Totals,
} from '@gnt/htools';
import { judge } from '../capacity-check.js';
import type { Surroundings } from '../framework/environment.js';
import { roomLeft } from '../explain/room.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster, saveCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import * as capacity from '../output/capacity.js';
import { printKeys } from '../output/keys.js';
import { showNodes } from '../output/lists.js';

const PREFIX = 'HTS';
const KINDS = {
  tiered: { title: 'Tiered', spec: 'Tiered (initial size)', key: 'TSPEC_INI' },
  standard: { title: 'Standard', spec: 'Standard (fixed-size)', key: 'SPEC' },
} as const;
type Kind = keyof typeof KINDS;

/** What a run works with. */
interface Run {
  readonly cluster: Cluster;
  readonly options: Options;
  readonly env: Surroundings;
  readonly nodes: readonly number[];
  readonly diskTemplate: string;
  readonly spindleUse: number;
  readonly how: AllocationOptions;
  readonly targets: PlaceTargets;
  /** Instances that were there before. */
  readonly first: number;
  readonly before: Totals;
}

/** What an allocation ended in. */
interface Outcome {
  readonly state: State;
  readonly faults: FailCounts;
}

const keys = (run: Pick<Run, 'env'>, pairs: capacity.Pairs): void => {
  printKeys(run.env, PREFIX, pairs);
};
const hasExclusiveStorage = (state: State): boolean => state.nodes.some((node) => node.exclusiveStorage);

function showCluster({ state }: Cluster, totals: Totals, options: Options, env: Surroundings): void {
  const count = String(state.nodes.length);
  if (options.machineReadable) {
    const pairs = capacity.clusterPairs(totals, true);
    keys(
      { env },
      pairs.map(([name, value]) => [`CLUSTER_${name}`, value]),
    );
    keys({ env }, [['CLUSTER_NODES', count]]);
    keys({ env }, capacity.phaseKeys('INI', totals));
    return;
  }
  const has = capacity.inWords(capacity.clusterPairs(totals, hasExclusiveStorage(state)));
  env.out(`The cluster has ${count} nodes and the following resources:\n  ${has}.\n`);
  env.out(`There are ${totals.instances > 0 ? String(totals.instances) : 'no'} initial instances on the cluster.\n`);
}

function showSize({ options, env, diskTemplate }: Run, kind: Kind, size: Size, spindles: boolean): void {
  const { key, spec } = KINDS[kind];
  if (options.machineReadable) {
    keys({ env }, [
      ...capacity.sizePairs(size, true).map(([name, value]) => [`${key}_${name}`, value] as const),
      [`${key}_RQN`, String(requiredNodes(diskTemplate))],
      [`${key}_DISK_TEMPLATE`, diskTemplate],
    ]);
    return;
  }
  const words = capacity.inWords(capacity.sizePairs(size, spindles));
  env.out(`${spec} instance spec is:\n  ${words}, using disk template '${diskTemplate}'.\n`);
}

function showMap({ options, env, first }: Run, title: string, state: State): void {
  if (options.verbose <= 1) return;
  const exclusive = hasExclusiveStorage(state);
  const lines = state.instances.slice(first).map((inst, k) => {
    const secondary = state.secondary[first + k]!;
    return [
      inst.name,
      state.nodes[state.primary[first + k]!]!.name,
      secondary === NO_NODE ? '' : state.nodes[secondary]!.name,
      ...[inst.mem, inst.disk, inst.vcpus].map(String),
      exclusive ? String(inst.totalSpindles ?? '?') : '',
    ];
  });
  const [head, ...rest] = lines;
  const table = head ? formatTable('', head, rest, [false, false, false, true, true, true, true]) : '';
  env.err(`${title} map\n${table}`);
}

/** Shows and saves what an allocation ended in; gives its faults, the commonest first. */
function report(run: Run, kind: Kind, size: Size, { state, faults }: Outcome): FailCounts {
  const { cluster, options, env, nodes } = run;
  const title = `${KINDS[kind].title} allocation`;
  showSize(run, kind, size, hasExclusiveStorage(state));
  showMap(run, title, state);
  showNodes(options, env, title, state, nodes, cluster.data.indexBase);
  saveCluster(options, env, kind, `after ${title.toLowerCase()}`, cluster.data, state);
  if (options.explain) explainEnd(run, kind, size, state);
  return capacity.commonestFirst(faults);
}

/** Tells for each node why it takes no further instance of the size. */
function explainEnd(run: Run, kind: Kind, size: Size, state: State): void {
  const rooms = roomLeft(run.cluster, state, size, run.diskTemplate, run.spindleUse, run.how);
  run.env.report.set(`${kind}_explained`, { size, nodes: rooms });
  if (run.options.machineReadable) return;
  const lines = rooms.map(({ node, why }) => `  - ${node}: ${why}\n`);
  run.env.out(`Why not one more (${KINDS[kind].title.toLowerCase()}):\n${lines.join('')}`);
}

function mainFault(faults: FailCounts): string {
  const [first] = faults;
  if (!first) throw failure('nothing says why the next instance does not fit; this is an error of the program');
  return failName(first[0]);
}

function showEnd({ cluster, env, nodes }: Run, state: State, faults: FailCounts): void {
  env.out(`  - most likely failure reason: ${mainFault(faults)}\n`);
  const score = (s: State): string => fixed(new Score(s, nodes).value, 8);
  env.out(`  - initial cluster score: ${score(cluster.state)}\n`);
  env.out(`  -   final cluster score: ${score(state)}\n`);
  env.out(capacity.efficiencyLines(clusterTotals(state, nodes), hasExclusiveStorage(state)));
}

/** Sizes of new instances and how many there are of each, in the order in which they were placed. */
function sizesOf(state: State, first: number): { size: Size; count: number }[] {
  const found: { size: Size; count: number }[] = [];
  for (const inst of state.instances.slice(first)) {
    const size = sizeOf(inst);
    const last = found.at(-1);
    if (last && JSON.stringify(last.size) === JSON.stringify(size)) last.count += 1;
    else found.push({ size, count: 1 });
  }
  return found;
}

function showTiered(run: Run, state: State, faults: FailCounts): void {
  const { cluster, options, env, nodes, first } = run;
  const sizes = sizesOf(state, first);
  if (options.machineReadable) {
    const after = clusterTotals(state, nodes);
    keys(run, capacity.phaseKeys('TRL', after));
    const spec = sizes.map(
      ({ size: { mem, disk, cpu, spindles }, count }) => `${[mem, disk, cpu, spindles].join(',')}=${String(count)}`,
    );
    keys(run, [['TSPEC', spec.join(' ')]]);
    env.report.set(
      'TSPEC',
      sizes.map(({ size, count }) => ({ ...size, count })),
    );
    keys(run, capacity.metricKeys(run.before, after));
    return;
  }
  const lines = sizes.map(({ size, count }) => {
    const words = capacity.inWords(capacity.sizePairs(size, hasExclusiveStorage(cluster.state)));
    return `  - ${String(count).padStart(3)} instances of spec ${words}\n`;
  });
  env.out(`Tiered allocation results:\n${lines.join('') || '  - no instances allocated\n'}`);
  showEnd(run, state, faults);
}

function showStandard(run: Run, state: State, faults: FailCounts): void {
  const { options, env, nodes, first } = run;
  const allocated = state.instances.length - first;
  if (!options.machineReadable) {
    env.out(`Normal (fixed-size) allocation results:\n  - ${String(allocated).padStart(3)} instances allocated\n`);
    showEnd(run, state, faults);
    return;
  }
  const after = clusterTotals(state, nodes);
  if (state.instances.length !== after.instances)
    throw failure(
      `internal inconsistency, allocated (${String(state.instances.length)}) != counted (${String(after.instances)})\n`,
    );
  const reason = mainFault(faults);
  keys(run, capacity.phaseKeys('FIN', after));
  keys(run, [
    ['ALLOC_USAGE', fixed(first / state.instances.length, 8)],
    ['ALLOC_INSTANCES', String(allocated)],
    ['ALLOC_FAIL_REASON', reason.toUpperCase()],
  ]);
  keys(run, capacity.faultKeys(faults));
}

function allocate(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw failure(`failure during allocation: ${error.message}`);
  }
}

function runTiered(run: Run, sizes: readonly Size[]): Outcome {
  const { cluster, options, targets, first, how } = run;
  const limit = options.maxLength === -1 ? undefined : options.maxLength;
  let placer = new Placer(cluster.state, targets);
  let faults: FailCounts = [];
  for (const size of sizes) {
    const count = placer.state.instances.length - first;
    if (limit !== undefined && limit <= count) break;
    const inst = instanceOfSize(size, run.diskTemplate, run.spindleUse);
    ({ placer, faults } = fillShrinking(placer, inst, limit === undefined ? undefined : limit - count, first, how));
  }
  return { state: placer.state, faults };
}

function runStandard(run: Run, size: Size): Outcome {
  const { cluster, options, targets, first, how } = run;
  const inst = instanceOfSize(size, run.diskTemplate, run.spindleUse);
  const limit = options.maxLength === -1 ? undefined : options.maxLength;
  const { placer, faults } = fillStandard(new Placer(cluster.state, targets), inst, limit, first, how);
  return { state: placer.state, faults };
}

async function main(given: Options, args: readonly string[], env: Surroundings): Promise<void> {
  // The document has what programs read: the same keys.
  const options = given.json ? { ...given, machineReadable: true } : given;
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  const { data, state } = cluster;
  applyNodeOptions(cluster, options);
  const nodes = allNodes(state);
  const [firstTemplate] = data.policy['disk-templates'];
  if (firstTemplate === undefined) throw failure('the policy of the cluster allows no disk template');
  const diskTemplate = options.diskTemplate ?? firstTemplate;
  const suffix = clusterSuffix(data);
  if (suffix !== '' && options.verbose > 1) env.err(`Note: Stripping common suffix of '${suffix}' from names\n`);
  showNodes(options, env, 'Initial cluster', state, nodes, data.indexBase);
  const before = clusterTotals(state, nodes);
  if (options.verbose > 2)
    env.err(`Initial coefficients: overall ${fixed(before.score, 8)}\n${scoreTable('  ', new Score(state, nodes))}`);
  showCluster(cluster, before, options, env);
  const { how, allocable, stop } = judge(cluster, options, env);
  const targets = allocationTargets(state, allocable, requiredNodes(diskTemplate) === 2 ? 2 : 1);
  if (options.verbose > 3) env.err(`Allocatable nodes: ${capacity.targetsInWords(targets, data.indexBase)}\n`);
  const spindleUse = options.spindleUse ?? data.policy.std['spindle-use'];
  const first = state.instances.length;
  const run: Run = { cluster, options, env, nodes, diskTemplate, spindleUse, how, targets, first, before };
  const sizes = options.tieredSpec ? [options.tieredSpec] : data.policy.minmax.map(({ max }) => sizeOfSpec(max));
  const [size] = sizes;
  if (!size) throw failure('the policy of the cluster has no instance sizes');
  const stopped: Outcome = { state, faults: [[FAIL_N1, 1]] };
  const tiered = stop ? stopped : allocate(() => runTiered(run, sizes));
  showTiered(run, tiered.state, report(run, 'tiered', size, tiered));
  const standardSize = options.standardSpec ?? sizeOfSpec(data.policy.std);
  const standard = stop ? stopped : allocate(() => runStandard(run, standardSize));
  showStandard(run, standard.state, report(run, 'standard', standardSize, standard));
  if (options.machineReadable) keys(run, [['OK', '1']]);
}

/** hspace: tells how many instances a cluster has room for. */
export const hspace: Program = {
  name: 'hspace',
  summary: 'tells how many more instances fit on a cluster',
  options: [
    ...[rows.printNodes, rows.dataFile, rows.diskTemplate, rows.spindleUse, rows.simulate, rows.master, rows.luxi],
    ...[rows.iallocatorSource, rows.verbose, rows.quiet, rows.independentGroups, rows.acceptExisting, rows.offline],
    ...[rows.noCapacity, rows.machineReadable, rows.maxCpu, rows.maxLength, rows.minDisk, rows.standardSpec],
    ...[rows.tieredSpec, rows.saveCluster, rows.staticNodeMemory, rows.json, rows.explain],
  ],
  arguments: [],
  main,
};
