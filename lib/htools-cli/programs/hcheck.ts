import {
  badItems,
  Balancer,
  DEFAULT_ALLOC_OPTIONS,
  fixed,
  GlobalN1,
  optimalScore,
  Score,
  splitByGroup,
  tagConflicts,
  type Cluster,
  type GroupPart,
} from '@gnt/htools';
import { balance } from '../balance.js';
import type { Surroundings } from '../framework/environment.js';
import { ExitError, failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { applyNodeOptions, loadCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { printKeys } from '../output/keys.js';

const PREFIX = 'HCHECK';

type Phase = 'INIT' | 'FINAL';

/** What is counted, with the key for programs and the words for people. */
const COUNTS = [
  ['N1_FAIL', 'Nodes not N+1 happy'],
  ['CONFLICT_TAGS', 'Nodes with conflicting instances'],
  ['OFFLINE_PRI', 'Instances having the primary node offline'],
  ['OFFLINE_SEC', 'Instances having a secondary node offline'],
] as const;
const EVACUATION = ['GN1_FAIL', 'Nodes not directly evacuateable'] as const;

interface GroupStatus {
  readonly group: number;
  readonly score: number;
  readonly counts: readonly number[];
}

function fields({ capacity }: Options): (readonly [string, string])[] {
  return capacity ? [...COUNTS, EVACUATION] : [...COUNTS];
}

function checkGroup({ state }: Cluster, part: GroupPart, { capacity }: Options): GroupStatus {
  const offline = part.nodes.filter((n) => state.nodes[n]!.offline);
  const counts = [
    badItems(state, part.nodes).nodes.length,
    part.nodes.filter((n) => tagConflicts(state, n) > 0).length,
    offline.reduce((sum, n) => sum + state.primaries(n).length, 0),
    // The original counts the offline nodes here, not the secondaries on them (Hcheck.hs).
    offline.length,
  ];
  if (capacity) {
    const check = new GlobalN1(state, part.nodes, DEFAULT_ALLOC_OPTIONS);
    counts.push(part.nodes.filter((n) => !check.canEvacuate(n)).length);
  }
  return { group: part.group, score: new Score(state, part.nodes).value, counts };
}

function print(
  options: Options,
  env: Surroundings,
  phase: Phase,
  title: string,
  keyPart: string,
  values: readonly (readonly [string, string, string])[],
): void {
  if (options.machineReadable) {
    printKeys(
      env,
      PREFIX,
      values.map(([key, , value]) => [`${phase}_${keyPart}_${key}`, value]),
    );
    return;
  }
  if (options.verbose < 1) return;
  const when = phase === 'INIT' ? 'initially' : 'after rebalancing';
  env.out(`\n${title} ${when}\n${values.map(([, words, value]) => `    ${words}: ${value}\n`).join('')}`);
}

function report(
  { data }: Cluster,
  options: Options,
  env: Surroundings,
  phase: Phase,
  groups: readonly GroupStatus[],
  needs: boolean,
): void {
  const named = fields(options);
  const counted = (counts: readonly number[]): Record<string, number> =>
    Object.fromEntries(counts.map((count, k) => [named[k]![0].toLowerCase(), count]));
  env.report.add('phases', {
    phase: phase === 'INIT' ? 'initial' : 'final',
    groups: groups.map(({ group, score, counts }) => {
      const { name, uuid } = data.groups[group]!;
      return { name, uuid, ...counted(counts), score };
    }),
    cluster: counted(totalsOf(groups)),
  });
  for (const { group, score, counts } of groups) {
    const { name } = data.groups[group]!;
    const values = named.map(([key, words], k) => [key, words, String(counts[k])] as const);
    const all = [...values, ['SCORE', 'Group score', fixed(score, 8)] as const];
    print(options, env, phase, `Statistics for group ${name}`, `GROUP_${String(group + data.indexBase)}`, all);
  }
  const totals = totalsOf(groups);
  const truth = options.machineReadable ? (needs ? '1' : '0') : needs ? 'True' : 'False';
  // Without a group there is nothing to add up, and the original's list of totals is empty.
  const values = [...totals.map(String), truth];
  const keys = [...named, ['NEED_REBALANCE', 'Cluster is not healthy'] as const];
  const pairs = keys.slice(0, values.length).map(([key, words], k) => [key, words, values[k]!] as const);
  print(options, env, phase, 'Cluster statistics', 'CLUSTER', pairs);
}

function totalsOf(groups: readonly GroupStatus[]): number[] {
  const [first] = groups;
  return first ? first.counts.map((_, k) => groups.reduce((sum, g) => sum + g.counts[k]!, 0)) : [];
}

function simulate({ state }: Cluster, part: GroupPart, options: Options): void {
  const balancer = new Balancer(state, part.nodes, part.instances, options);
  const stopAt = options.minScore + optimalScore(state, part.nodes);
  if (!(balancer.score.value < stopAt)) balance(balancer, options.maxLength, stopAt, () => undefined);
}

function verdict(noSimulation: boolean, needs: boolean): string {
  if (noSimulation) return 'Running in no-simulation mode.';
  return needs ? 'Cluster needs rebalancing.' : 'No need to rebalance cluster, no problems found.';
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  applyNodeOptions(cluster, options);
  const { data, state } = cluster;
  const parts = splitByGroup(state);
  if (options.machineReadable)
    printKeys(
      env,
      PREFIX,
      data.groups.map((g, k) => [`GROUP_UUID_${String(k + data.indexBase)}`, g.uuid]),
    );
  const before = parts.map((part) => checkGroup(cluster, part, options));
  const needs = totalsOf(before).some((count) => count > 0);
  env.report.set('needs_rebalance', needs);
  env.report.set('simulated', needs && !options.noSimulation);
  if (options.verbose >= 1 && !options.machineReadable) env.out(`${verdict(options.noSimulation, needs)}\n`);
  report(cluster, options, env, 'INIT', before, needs);
  const simulating = needs && !options.noSimulation;
  if (simulating) for (const part of parts) simulate(cluster, part, options);
  if (simulating || options.machineReadable) {
    const after = parts.map((part) => checkGroup(cluster, part, options));
    // As the original does, the verdict of the first look is repeated.
    report(cluster, options, env, 'FINAL', after, needs);
  }
  if (options.machineReadable) printKeys(env, PREFIX, [['OK', '1']]);
  if (needs && !options.noSimulation) throw new ExitError(1);
}

/** hcheck: tells whether a cluster is healthy and what balancing would bring. */
export const hcheck: Program = {
  name: 'hcheck',
  summary: 'checks whether a cluster is healthy and whether balancing would help',
  options: [
    ...[rows.dataFile, rows.noDiskMoves, rows.dynuFile, rows.ignoreDynu, rows.evacuationMode, rows.excludeInstances],
    ...[rows.exclusionTags, rows.iallocatorSource, rows.noInstanceMoves, rows.luxi, rows.machineReadable],
    ...[rows.maxCpu, rows.maxLength, rows.minDisk, rows.minGain, rows.minGainLimit, rows.minScore],
    ...[rows.ignoreSoftErrors, rows.noSimulation, rows.offline, rows.quiet, rows.master, rows.selectInstances],
    ...[rows.noCapacity, rows.verbose, rows.json],
  ],
  arguments: [],
  main,
};
