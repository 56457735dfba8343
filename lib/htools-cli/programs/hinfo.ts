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
import type { Environment } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { showInstances, showNodes } from '../output/lists.js';

const HEADER = ['Group', 'Nodes', 'Instances', 'Bad_Nodes', 'Bad_Instances', 'N+1', 'Score'] as const;
const NUMERIC = [false, true, true, true, true, false, true] as const;

const counted = (count: number, one: string): string => `${String(count)} ${one}${count === 1 ? '' : 's'}`;

function showSizes({ data, state }: Cluster, { verbose }: Options, env: Environment): void {
  if (state.instances.length === 0 && verbose > 1) env.out('Cluster is empty.\n');
  const sizes = [
    counted(state.nodes.length, 'node'),
    counted(state.instances.length, 'instance'),
    counted(data.groups.length, 'node group'),
  ];
  env.out(`Loaded ${sizes.join(', ')}\n`);
  const suffix = clusterSuffix(data);
  if (suffix !== '' && verbose > 2) env.out(`Note: Stripping common suffix of '${suffix}' from names\n`);
}

function showSplit({ state }: Cluster, { verbose }: Options, env: Environment): void {
  const split = splitInstances(state);
  if (split.length === 0) {
    if (verbose > 1) env.out('No split instances found\n');
    return;
  }
  env.out('Found instances belonging to multiple node groups:\n');
  for (const i of split) env.err(`  ${state.instances[i]!.name}\n`);
}

function showGroups({ data, state }: Cluster, { verbose }: Options, env: Environment): void {
  let happy = true;
  const table = splitByGroup(state).map(({ group, nodes, instances }) => {
    const bad = badItems(state, nodes);
    if (bad.nodes.length > 0) happy = false;
    const counts = [nodes.length, instances.length, bad.nodes.length, bad.instances.length];
    return [
      data.groups[group]!.name,
      ...counts.map(String),
      bad.nodes.length === 0 ? 'True' : 'False',
      fixed(new Score(state, nodes).value, 8),
    ];
  });
  if (verbose > 1) env.out(`Node group information:\n${formatTable('  ', HEADER, table, NUMERIC)}`);
  env.out(`Cluster is N+1 ${happy ? 'happy' : 'unhappy'}\n`);
}

async function main(options: Options, args: readonly string[], env: Environment): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  const { data, state } = cluster;
  env.out(`Loaded cluster tags: ${data.tags.join(',')}\n`);
  if (options.verbose > 2) env.out(`Loaded cluster ipolicy: ${describePolicy(data.policy)}\n`);
  applyNodeOptions(cluster, options);
  showSizes(cluster, options, env);
  showSplit(cluster, options, env);
  showGroups(cluster, options, env);
  showInstances(options, env, 'Instances', state, allInstances(state));
  showNodes(options, env, 'Cluster', state, allNodes(state), data.indexBase);
  const score = new Score(state, allNodes(state));
  env.out(`Cluster coefficients:\n${scoreTable('  ', score)}`);
  env.out(`Cluster score: ${fixed(score.value, 8)}\n`);
}

/** hinfo: tells what a cluster is made of and how well it is balanced. */
export const hinfo: Program = {
  name: 'hinfo',
  summary: 'shows what a cluster is made of and its score',
  options: [
    ...[rows.printNodes, rows.printInstances, rows.dataFile, rows.master, rows.luxi, rows.iallocatorSource],
    ...[rows.verbose, rows.quiet, rows.offline, rows.ignoreDynu, rows.mond, rows.mondData, rows.staticNodeMemory],
  ],
  arguments: [],
  main,
};
