import {
  allNodes,
  clearNonRedundant,
  clearSecondaries,
  colourings,
  compareColourings,
  exclusionGraph,
  fewestColours,
  findGroup,
  Layout,
  migrateOff,
  movedInstances,
  writeCluster,
  type Cluster,
  type Graph,
  type RebootGroup,
} from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';

function checkMaster({ data }: Cluster, { force }: Options, env: Surroundings): void {
  const masters = data.nodes.filter((node) => node.isMaster).map((node) => node.name);
  if (masters.length > 1) throw failure(`Found more than one master node: ${JSON.stringify(masters)}`);
  if (masters.length === 1) return;
  const reason = 'No master node found (maybe not supported by backend).';
  if (!force) throw failure(reason);
  env.err(`Warning: ${reason}\n`);
}

/** Nodes that are to be rebooted. */
function selectNodes({ data, state }: Cluster, options: Options): number[] {
  const group = options.group === undefined ? undefined : findGroup(data.groups, options.group);
  if (options.group !== undefined && group === undefined) throw failure('Cannot find target group.');
  return allNodes(state).filter((n) => {
    const node = state.nodes[n]!;
    if (node.offline || (group !== undefined && node.group !== group)) return false;
    if (options.skipNonRedundant && state.primaries(n).some((i) => !state.instances[i]!.hasSecondary)) return false;
    return options.nodeTags === undefined || node.tags.some((tag) => options.nodeTags?.includes(tag));
  });
}

function showGraph({ start, neighbours }: Graph, base: number): string {
  const [first, last] = [start + base, start + base + neighbours.length - 1];
  const lines = neighbours.map((list, i) => `(${String(first + i)},[${list.map((n) => n + base).join(',')}])`);
  return `array (${String(first)},${String(last)}) [${lines.join(',')}]`;
}

/** Groups of nodes and what is moved before each: first by colour, then as far as instances find room. */
function planGroups({ state }: Cluster, classes: readonly (readonly number[])[], options: Options): RebootGroup[] {
  const targets = allNodes(state).filter((n) => !state.nodes[n]!.offline);
  const layout = new Layout(state);
  let groups: RebootGroup[] | undefined = classes.map((nodes) => ({ nodes, layout }));
  if (!options.ignoreNonRedundant) groups = clearNonRedundant(groups, targets);
  if (!groups) throw failure('Not enough capacity to move non-redundant instances');
  if (!options.fullEvacuation) return groups;
  groups = migrateOff(groups);
  if (!groups) throw failure('Failed to migrate instances off nodes');
  groups = clearSecondaries(groups, targets);
  if (!groups) throw failure('Not enough capacity to move secondaries');
  return groups;
}

/** The largest group first; the one with the master last, and the master last in it. */
function ordered({ state }: Cluster, groups: readonly RebootGroup[], selected: readonly number[]): RebootGroup[] {
  const master = (n: number): boolean => state.nodes[n]!.isMaster;
  const all = groups
    .map(({ nodes, layout }) => ({ nodes: nodes.filter((n) => selected.includes(n)), layout }))
    .sort((a, b) => b.nodes.length - a.nodes.length)
    .map(({ nodes, layout }) => ({
      nodes: [...nodes.filter((n) => !master(n)), ...nodes.filter(master)],
      layout,
    }));
  return [...all.filter(({ nodes }) => !nodes.some(master)), ...all.filter(({ nodes }) => nodes.some(master))];
}

function showGroup({ state }: Cluster, group: RebootGroup, options: Options, env: Surroundings): void {
  const names = group.nodes.map((n) => state.nodes[n]!.name);
  const moves: unknown[] = [];
  env.report.add('groups', options.printMoves ? { nodes: names, moves } : { nodes: names });
  if (options.oneStepOnly) env.out(names.map((name) => `${name}\n`).join(''));
  else env.out(`${names.join(',')}\n`);
  if (!options.printMoves) return;
  const { who, primary, secondary } = group.layout;
  const nameAt = (n: number): string => state.nodes[who[n]!]!.name;
  for (const i of movedInstances(group)) {
    const inst = state.instances[i]!;
    const places = inst.hasSecondary ? [primary[i]!, secondary[i]!] : [primary[i]!];
    const [p = '', s] = places.map(nameAt);
    moves.push({ instance: inst.name, primary: p, secondary: s ?? null });
    env.out(`  ${[inst.name, ...places.map(nameAt)].join(' ')}\n`);
  }
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  checkMaster(cluster, options, env);
  const original = options.saveCluster === undefined ? '' : writeCluster(cluster.data, cluster.state);
  applyNodeOptions(cluster, options);
  if (options.saveCluster !== undefined) {
    // What is saved is the cluster as it was loaded, without the nodes that --offline names.
    const path = `${options.saveCluster}.original`;
    env.writeText(path, original);
    env.err(`The cluster state before hroller run has been written to file '${path}'\n`);
  }
  const nodes = selectNodes(cluster, options);
  const graph = exclusionGraph(cluster.state, nodes, !options.offlineMaintenance);
  if (!graph) throw failure('Cannot create node graph');
  if (options.verbose > 2) env.out(`Node Graph: ${showGraph(graph, cluster.data.indexBase)}\n`);
  const found = colourings(graph);
  const groups = ordered(cluster, planGroups(cluster, fewestColours(found).classes, options), nodes);
  if (options.verbose > 1) env.out(`${compareColourings(found)}\n`);
  if (!options.noHeaders) env.out(options.oneStepOnly ? "'First Reboot Group'\n" : "'Node Reboot Groups'\n");
  env.report.set('groups', []);
  for (const group of options.oneStepOnly ? groups.slice(0, 1) : groups) showGroup(cluster, group, options, env);
}

/** hroller: groups nodes so that each group can be rebooted together. */
export const hroller: Program = {
  name: 'hroller',
  summary: 'groups nodes that can be rebooted together',
  options: [
    ...[rows.luxi, rows.master, rows.dataFile, rows.iallocatorSource, rows.offline, rows.offlineMaintenance],
    ...[rows.verbose, rows.quiet, rows.noHeaders, rows.nodeTags, rows.saveCluster, rows.group, rows.printMoves],
    ...[rows.fullEvacuation, rows.skipNonRedundant, rows.ignoreNonRedundant, rows.force, rows.oneStepOnly],
    ...[rows.staticNodeMemory, rows.json],
  ],
  arguments: [],
  main,
};
