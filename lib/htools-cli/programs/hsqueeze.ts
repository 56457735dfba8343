import {
  commandScript,
  hasRoom,
  nodesToOffline,
  nodesToOnline,
  offlineCandidates,
  onlineCandidates,
  roomFor,
  splitJobs,
  switched,
  TAG_STANDBY_AUTO,
  type Balanced,
  type Cluster,
} from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { loadCluster, saveCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { showCommands } from '../output/commands.js';
import { moveRecord } from '../output/records.js';

const TITLE = 'Commands to run:';

/** What is to be done: which nodes, and the cluster afterwards. */
interface Plan {
  readonly nodes: readonly number[];
  readonly balanced: Balanced;
  readonly on: boolean;
}

function commands({ nodes, balanced, on }: Plan): string[] {
  const { state, moves } = balanced;
  const moving = commandScript(state, splitJobs(state, moves), true);
  const names = nodes.map((n) => state.nodes[n]!.alias);
  const power = ['echo Power Commands', ...names.map((name) => `  gnt-node power -f ${on ? 'on' : 'off'} ${name}`)];
  if (on) return [...power, ...moving];
  const tagging = names.map((name) => `  gnt-node add-tags ${name} ${TAG_STANDBY_AUTO}`);
  return [...moving, '', 'echo Tagging Commands', ...tagging, '', ...power];
}

async function execute(plan: Plan, options: Options, env: Surroundings): Promise<void> {
  if (!options.execJobs) return;
  if (options.luxiSocket === undefined) throw failure('hsqueeze: -X needs a cluster to work on; name it with -L');
  const { annotated, squeezeSets } = await import('../execute/squeeze.js');
  const { runJobSets } = await import('../execute/job-sets.js');
  const { luxiSocket } = await import('../backends/luxi.js');
  const { nodes, balanced, on } = plan;
  const names = nodes.map((n) => balanced.state.nodes[n]!.name);
  const comment = `${on ? 'expanding' : 'condensing'} by ${String(nodes.length)} nodes`;
  const sets = annotated(squeezeSets(balanced, names, on), comment, env);
  await runJobSets(luxiSocket(options.luxiSocket, env), sets, env, 'hsqueeze');
}

async function carryOut({ data }: Cluster, plan: Plan, options: Options, env: Surroundings): Promise<void> {
  const { nodes, balanced, on } = plan;
  const { state } = balanced;
  env.report.set('action', on ? 'online' : 'offline');
  env.report.set(
    'nodes',
    nodes.map((n) => state.nodes[n]!.name),
  );
  env.report.set(
    'moves',
    balanced.moves.map((move) => moveRecord(state, move)),
  );
  env.report.set('commands', commands(plan));
  showCommands(options, env, commands(plan), TITLE);
  await execute({ nodes, balanced, on }, options, env);
  const after = { ...data, nodes: [...state.nodes] };
  saveCluster(options, env, 'squeezed', on ? 'after hsqueeze expansion' : 'after hsqueeze run', after, state);
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  if (args.length > 0) throw failure("This program doesn't take any arguments.");
  const cluster = await loadCluster(options, env);
  const { data, state } = cluster;
  saveCluster(options, env, 'original', 'before hsqueeze run', data, state);
  const names = (nodes: readonly number[]): string[] => nodes.map((n) => state.nodes[n]!.name);
  const headline = (text: string): void => {
    if (!options.noHeaders) env.out(`'${text}'\n`);
  };
  const list = (nodes: readonly number[]): void => {
    env.out(
      names(nodes)
        .map((name) => `${name}\n`)
        .join(''),
    );
  };
  const [toLeave, toWake] = [offlineCandidates(state), onlineCandidates(state)];
  env.report.set('offline_candidates', names(toLeave));
  env.report.set('online_candidates', names(toWake));
  if (options.verbose > 1) {
    env.out(`Offline candidates: ${names(toLeave).join(',')}\n`);
    env.out(`Online candidates: ${names(toWake).join(',')}\n`);
  }
  const least = roomFor(data.policy.std, options.minResources);
  if (!hasRoom(state, least)) {
    const found = nodesToOnline(state, toWake, least);
    const nodes = found ?? toWake;
    env.report.set('enough', found !== undefined);
    headline('Nodes to online');
    list(nodes);
    if (options.verbose > 1 && !found) env.out('Onlining all nodes will not yield enough capacity\n');
    await carryOut(cluster, { nodes, balanced: switched(state, nodes, false), on: true }, options, env);
    return;
  }
  const nodes = nodesToOffline(state, toLeave, roomFor(data.policy.std, options.targetResources));
  if (nodes.length === 0) {
    env.report.set('action', 'none');
    headline('No action');
    showCommands(options, env, ['echo Nothing to do'], TITLE);
    saveCluster(options, env, 'squeezed', 'after hsqueeze doing nothing', data, state);
    return;
  }
  headline('Nodes to offline');
  list(nodes);
  await carryOut(cluster, { nodes, balanced: switched(state, nodes, true), on: false }, options, env);
}

/** hsqueeze: switches off nodes that are not needed, and on again those that are. */
export const hsqueeze: Program = {
  name: 'hsqueeze',
  summary: 'tells which nodes can be switched off or must be on',
  options: [
    ...[rows.luxi, rows.dataFile, rows.exec, rows.minResources, rows.targetResources, rows.saveCluster],
    ...[rows.printCommands, rows.verbose, rows.noHeaders, rows.staticNodeMemory, rows.json],
  ],
  arguments: [],
  main,
};
