import {
  badItems,
  Balancer,
  clusterSuffix,
  commandScript,
  describePolicy,
  failName,
  findGroup,
  fixed,
  freeResources,
  general,
  optimalScore,
  placementLine,
  policyHealth,
  scoreTable,
  splitByGroup,
  splitInstances,
  splitJobs,
  type Cluster,
  type GroupPart,
  type Placement,
} from '@gnt/htools';
import { balance } from '../balance.js';
import type { Surroundings } from '../framework/environment.js';
import { StepExplainer } from '../explain/steps.js';
import { ExitError, failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster, saveCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { showCommands } from '../output/commands.js';
import { showInstances, showNodes } from '../output/lists.js';
import { moveRecord, scoreRecord } from '../output/records.js';

function checkCluster({ data, state }: Cluster, { verbose }: Options, env: Surroundings): void {
  env.report.set('nodes', state.nodes.length);
  env.report.set('instances', state.instances.length);
  if (state.instances.length === 0) {
    env.out('Cluster is empty, exiting.\n');
    throw new ExitError(0);
  }
  const names = splitInstances(state).map((i) => state.instances[i]!.name);
  env.report.set('split_instances', names);
  const split = names.map((name) => `  ${name}\n`);
  if (split.length > 0 && verbose > 1)
    env.err(
      `Found instances belonging to multiple node groups:\n${split.join('')}These instances will not be moved.\n`,
    );
  env.out(`Loaded ${String(state.nodes.length)} nodes, ${String(state.instances.length)} instances\n`);
  const suffix = clusterSuffix(data);
  if (suffix !== '' && verbose > 1) env.out(`Note: Stripping common suffix of '${suffix}' from names\n`);
}

function selectGroup({ data, state }: Cluster, { group }: Options, env: Surroundings): GroupPart {
  const parts = splitByGroup(state);
  if (group === undefined) {
    if (parts.length > 1) {
      const names = parts.map((p) => `  ${data.groups[p.group]!.name}\n`).join('');
      env.err(`Found multiple node groups:\n${names}`);
      throw failure('Aborting.');
    }
    const [only] = parts;
    if (!only) throw failure('the cluster has no node group');
    return only;
  }
  const index = findGroup(data.groups, group);
  if (index === undefined) {
    const names = data.groups.map((g) => `  ${g.name}\n`).join('');
    env.err(`Node group ${group} not found. Node group list is:\n${names}`);
    throw failure('Aborting.');
  }
  return parts.find((p) => p.group === index) ?? { group: index, nodes: [], instances: [] };
}

function checkGroup({ data, state }: Cluster, part: GroupPart, options: Options, env: Surroundings): void {
  const { verbose } = options;
  env.out(`Group size ${String(part.nodes.length)} nodes, ${String(part.instances.length)} instances\n`);
  env.out(`Selected node group: ${data.groups[part.group]!.name}\n`);
  const bad = badItems(state, part.nodes);
  if (verbose >= 1)
    env.out(
      `Initial check done: ${String(bad.nodes.length)} bad nodes, ${String(bad.instances.length)} bad instances.\n`,
    );
  const others = part.nodes.filter((n) => !bad.nodes.includes(n));
  const health = others.map((n) => ({ name: state.nodes[n]!.name, fault: policyHealth(state, n) }));
  const violating = health.filter((h) => h.fault !== 0).length;
  env.report.set('group', {
    name: data.groups[part.group]!.name,
    nodes: part.nodes.length,
    instances: part.instances.length,
    bad_nodes: bad.nodes.map((n) => state.nodes[n]!.name),
    bad_instances: bad.instances.map((i) => state.instances[i]!.name),
    policy_violations: health
      .filter((h) => h.fault !== 0)
      .map(({ name, fault }) => ({ node: name, fault: failName(fault) })),
  });
  if (verbose > 4) {
    env.out(`Bad nodes: ${JSON.stringify(bad.nodes.map((n) => state.nodes[n]!.name))}\n`);
    env.out(`N+1 happy nodes: ${JSON.stringify(health.map((h) => h.name))}\n`);
    const shown = health.map(
      (h) => `(${JSON.stringify(h.name)},${h.fault === 0 ? 'Ok ()' : `Bad ${failName(h.fault)}`})`,
    );
    env.out(`Node policy status: [${shown.join(',')}]\n`);
  }
  if (bad.nodes.length > 0)
    env.out('Cluster is not N+1 happy, continuing but no guarantee that the cluster will end N+1 happy.\n');
  if (violating === 0) return;
  env.out(`The cluster contains ${String(violating)} policy-violating nodes.\n`);
  env.out(
    options.ignoreSoftErrors
      ? 'Continuing, ignoring soft errors.\n'
      : 'Continuing, but the set of moves might be too restricted; consider using the --ignore-soft-errors option.\n',
  );
}

function checkNeed(score: number, optimal: number, { minScore }: Options, env: Surroundings): void {
  if (!(score - optimal < minScore)) return;
  env.out(
    `Cluster is already well balanced (initial score ${general(score, 6)},\n` +
      `optimum score due to N+1 reservations ${general(optimal, 6)},\n` +
      `minimum score ${general(minScore, 6)}).\nNothing to do, exiting\n`,
  );
  throw new ExitError(0);
}

function freeTotals({ state }: Cluster, nodes: readonly number[]): string {
  const { mem, disk } = freeResources(state, nodes);
  return `mem=${String(mem)} disk=${String(disk)}\n`;
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const { verbose } = options;
  const cluster = await loadCluster(options, env);
  const { data, state } = cluster;
  if (verbose > 1) {
    env.out(`Loaded cluster tags: ${data.tags.join(',')}\n`);
    env.out(`Loaded cluster ipolicy: ${describePolicy(data.policy)}\n`);
  }
  applyNodeOptions(cluster, options);
  checkCluster(cluster, options, env);
  saveCluster(options, env, 'original', 'before balancing', data, state);
  const part = selectGroup(cluster, options, env);
  checkGroup(cluster, part, options, env);
  showInstances(options, env, 'Initial', state, part.instances);
  showNodes(options, env, 'Initial cluster', state, part.nodes, data.indexBase);
  const balancer = new Balancer(state, part.nodes, part.instances, options);
  const initial = balancer.score.value;
  const optimal = optimalScore(state, part.nodes);
  env.report.set('initial', scoreRecord(balancer.score));
  env.report.set('optimum', optimal);
  env.report.set('moves', []);
  const explainer = options.explain ? new StepExplainer(state, part, options, env) : undefined;
  if (verbose > 2) env.out(`Initial coefficients: overall ${fixed(initial, 8)}\n${scoreTable('  ', balancer.score)}`);
  else env.out(`Initial score: ${fixed(initial, 8)}\n`);
  checkNeed(initial, optimal, options, env);
  env.out('Trying to minimize the CV...\n');
  const before = freeTotals(cluster, part.nodes);
  const width = (names: readonly string[]): number => names.reduce((w, name) => Math.max(w, name.length), 0);
  const nodeWidth = width(part.nodes.map((n) => state.nodes[n]!.alias));
  const instanceWidth = width(part.instances.map((i) => state.instances[i]!.alias));
  const tell = (placement: Placement, position: number): void => {
    env.out(`${placementLine(state, placement, position, nodeWidth, instanceWidth)}\n`);
    env.report.add('moves', moveRecord(state, placement));
    explainer?.after();
  };
  const stopAt = optimal + options.minScore;
  const placements = balance(balancer, options.maxLength, stopAt, tell, explainer?.before);
  explainer?.end(placements.length, optimal);
  const final = balancer.score.value;
  env.report.set('final', scoreRecord(balancer.score));
  if (placements.length === 0) env.out('No solution found\n');
  else if (verbose > 2)
    env.out(`Final coefficients:   overall ${fixed(final, 8)}\n${scoreTable('  ', balancer.score)}`);
  else env.out(`Cluster score improved from ${fixed(initial, 8)} to ${fixed(final, 8)}\n`);
  if (verbose >= 1) env.out(`Solution length=${String(placements.length)}\n`);
  const all = splitJobs(state, placements);
  const sets = options.firstJobGroup ? all.slice(0, 1) : all;
  env.report.set(
    'jobsets',
    sets.map((set) => set.map(({ instance }) => state.instances[instance]!.name)),
  );
  showCommands(options, env, commandScript(state, sets));
  // As in the original, only the group that was balanced is written.
  saveCluster(options, env, 'balanced', 'after balancing', data, state, part.instances, part.nodes);
  showInstances(options, env, 'Final', state, part.instances);
  showNodes(options, env, 'Final cluster', state, part.nodes, data.indexBase);
  if (verbose > 3) env.out(`Original: ${before}Final:    ${freeTotals(cluster, part.nodes)}`);
  if (options.execJobs && placements.length > 0) {
    if (options.luxiSocket === undefined) throw failure('hbal: -X needs a cluster to work on; name it with -L');
    await (await import('../execute/moves.js')).executeMoves(options, cluster, sets, env);
  }
}

/** hbal: moves instances until the cluster is balanced. */
export const hbal: Program = {
  name: 'hbal',
  summary: 'balances a cluster by moving instances',
  options: [
    ...[rows.printNodes, rows.printInstances, rows.printCommands, rows.dataFile, rows.evacuationMode],
    ...[rows.restrictedMigration, rows.master, rows.luxi, rows.iallocatorSource, rows.exec, rows.firstJobGroup],
    ...[rows.reason, rows.group, rows.maxLength, rows.verbose, rows.quiet, rows.offline, rows.staticNodeMemory],
    ...[rows.minScore, rows.maxCpu, rows.minDisk, rows.minGain, rows.minGainLimit, rows.noDiskMoves],
    ...[rows.selectInstances, rows.noInstanceMoves, rows.ignoreSoftErrors, rows.dynuFile, rows.ignoreDynu],
    ...[rows.mond, rows.mondData, rows.mondExitMissing, rows.mondXen, rows.exclusionTags, rows.excludeInstances],
    ...[rows.saveCluster, rows.priority, rows.json, rows.explain],
  ],
  arguments: [],
  main,
};
