import {
  allInstances,
  allNodes,
  badItems,
  clusterSuffix,
  describePolicy,
  fixed,
  formatTable,
  Score,
  scoreTable,
  splitByGroup,
  splitInstances,
  type Cluster,
} from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { showInstances, showNodes } from '../output/lists.js';
import { scoreRecord } from '../output/records.js';

const counted = (count: number, one: string, many: string): string => `${String(count)} ${count === 1 ? one : many}`;

function printSize({ data, state }: Cluster, { verbose }: Options, env: Surroundings): void {
  if (state.instances.length === 0 && verbose > 1) env.out('Cluster is empty.\n');
  env.report.set('nodes', data.nodes.length);
  env.report.set('instances', state.instances.length);
  const sizes = [
    counted(data.nodes.length, 'node', 'nodes'),
    counted(state.instances.length, 'instance', 'instances'),
    counted(data.groups.length, 'node group', 'node groups'),
  ];
  env.out(`Loaded ${sizes.join(', ')}\n`);
  const suffix = clusterSuffix(data);
  if (suffix !== '' && verbose > 2) env.out(`Note: Stripping common suffix of '${suffix}' from names\n`);
}

function printSplitInstances({ state }: Cluster, { verbose }: Options, env: Surroundings): void {
  const split = splitInstances(state);
  env.report.set(
    'split_instances',
    split.map((i) => state.instances[i]!.name),
  );
  if (split.length === 0) {
    if (verbose > 1) env.out('No split instances found\n');
    return;
  }
  env.out('Found instances belonging to multiple node groups:\n');
  for (const i of split) env.err(`  ${state.instances[i]!.name}\n`);
}

function printGroups({ data, state }: Cluster, { verbose }: Options, env: Surroundings): void {
  const groups = splitByGroup(state).map(({ group, nodes, instances }) => {
    const bad = badItems(state, nodes);
    const score = new Score(state, nodes).value;
    const happy = bad.nodes.length === 0;
    env.report.add('groups', {
      name: data.groups[group]!.name,
      nodes: nodes.length,
      instances: instances.length,
      bad_nodes: bad.nodes.map((n) => state.nodes[n]!.name),
      bad_instances: bad.instances.map((i) => state.instances[i]!.name),
      n1_happy: happy,
      score,
    });
    const counts = [nodes.length, instances.length, bad.nodes.length, bad.instances.length].map(String);
    return { happy, row: [data.groups[group]!.name, ...counts, happy ? 'True' : 'False', fixed(score, 8)] };
  });
  if (verbose > 1) {
    const header = ['Group', 'Nodes', 'Instances', 'Bad_Nodes', 'Bad_Instances', 'N+1', 'Score'];
    const numeric = [false, true, true, true, true, false, true];
    env.out(
      `Node group information:\n${formatTable(
        '  ',
        header,
        groups.map((g) => g.row),
        numeric,
      )}`,
    );
  }
  env.report.set(
    'n1_happy',
    groups.every((g) => g.happy),
  );
  env.out(`Cluster is N+1 ${groups.every((g) => g.happy) ? 'happy' : 'unhappy'}\n`);
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  const { data, state } = cluster;
  env.report.set('tags', data.tags);
  env.out(`Loaded cluster tags: ${data.tags.join(',')}\n`);
  if (options.verbose > 2) env.out(`Loaded cluster ipolicy: ${describePolicy(data.policy)}\n`);
  applyNodeOptions(cluster, options);
  printSize(cluster, options, env);
  printSplitInstances(cluster, options, env);
  printGroups(cluster, options, env);
  showInstances(options, env, 'Instances', state, allInstances(state));
  showNodes(options, env, 'Cluster', state, allNodes(state), data.indexBase);
  const score = new Score(state, allNodes(state));
  env.report.set('cluster', scoreRecord(score));
  env.out(`Cluster coefficients:\n${scoreTable('  ', score)}Cluster score: ${fixed(score.value, 8)}\n`);
}

/** hinfo: prints what a cluster is like. */
export const hinfo: Program = {
  name: 'hinfo',
  summary: 'prints the state of a cluster and its groups',
  options: [
    ...[rows.printNodes, rows.printInstances, rows.dataFile, rows.master, rows.luxi, rows.iallocatorSource],
    ...[rows.verbose, rows.quiet, rows.offline, rows.ignoreDynu, rows.mond, rows.mondData, rows.staticNodeMemory],
    rows.json,
  ],
  arguments: [],
  main,
};
