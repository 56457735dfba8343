import {
  allInstances,
  allNodes,
  completeMemory,
  enterLimits,
  HtoolsError,
  lookupName,
  mergeCluster,
  parseNumber,
  writeCluster,
  ZERO_UTILISATION,
  type Cluster,
  type ClusterData,
  type State,
  type Utilisation,
} from '@gnt/htools';
import { readFile } from './backends/files.js';
import { simulate } from './backends/simulation.js';
import { loadText } from './backends/text.js';
import type { Environment } from './framework/environment.js';
import { ExitError, failure } from './framework/errors.js';
import type { Options } from './options/values.js';
import { showWarnings } from './output/warnings.js';

function parseLoad(line: string): [string, Utilisation] {
  const cells = line.split(' ');
  const [name = '', cpu = '', mem = '', disk = '', net = ''] = cells;
  if (cells.length !== 5) throw new HtoolsError(`'${line}' is not a name and four numbers`);
  const read = (text: string): number => parseNumber(name, text);
  return [name, { cpu: read(cpu), mem: read(mem), disk: read(disk), net: read(net) }];
}

function readLoads(options: Options, env: Environment): [string, Utilisation][] {
  if (options.dynuFile === undefined) return [];
  const lines = readFile(options.dynuFile, env).split('\n');
  if (lines.at(-1) === '') lines.pop();
  try {
    return lines.map(parseLoad);
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw failure(`the file of loads cannot be read: ${error.message}`);
  }
}

/** Whether the cluster is that of an allocator request, which is the last source to be looked at. */
function fromRequest(options: Options): boolean {
  const others = [options.rapiMaster !== '', options.luxiSocket !== undefined, options.dataFile !== undefined];
  return options.iallocatorSource !== undefined && options.simulate.length === 0 && !others.includes(true);
}

async function loadBackend(options: Options, env: Environment): Promise<ClusterData> {
  if (options.rapiMaster !== '') return (await import('./backends/rapi.js')).loadRapi(options.rapiMaster, env);
  if (options.luxiSocket !== undefined) return (await import('./backends/luxi.js')).loadLuxi(options.luxiSocket, env);
  if (options.simulate.length > 0) return simulate(options.simulate);
  if (options.dataFile !== undefined) return loadText(options.dataFile, env);
  if (options.iallocatorSource !== undefined)
    return (await import('./backends/iallocator.js')).loadRequestCluster(options.iallocatorSource, env);
  throw new HtoolsError('No backend selected! Exiting.');
}

/** Loads the cluster that the options name and completes it with loads, tags and memory figures. */
export async function loadCluster(options: Options, env: Environment): Promise<Cluster> {
  const chosen = [options.rapiMaster !== '', options.luxiSocket !== undefined, options.dataFile !== undefined];
  if (chosen.filter(Boolean).length > 1)
    throw failure('Only one of the rapi, luxi, and data files options should be given.');
  const loads = readLoads(options, env);
  let cluster: Cluster;
  try {
    const data = await loadBackend(options, env);
    if (options.ignoreDynu) for (const { instance } of data.instances) instance.util = ZERO_UTILISATION;
    cluster = mergeCluster(data, {
      utilisation: options.ignoreDynu ? [] : loads,
      exclusionTags: (options.exclusionTags ?? []).map((tag) => `${tag}:`),
      selectedInstances: options.selectInstances,
      excludedInstances: options.excludeInstances,
      twice: fromRequest(options),
    });
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw failure(`failed to load data, aborting: ${error.message}`);
  }
  if (options.mond) {
    const complete = await (await import('./backends/mond.js')).addMonitoredLoads(cluster, options, env);
    if (options.mondExitMissing && !complete)
      throw failure('monitoring data are missing, and --exit-on-missing-mond-data is given');
  }
  const messages = completeMemory(cluster, options.staticNodeMemory, env.n1Rule);
  if (options.verbose !== 0) showWarnings(messages, env);
  return cluster;
}

/** Applies what the options say of nodes: which are offline, and limits of disk and CPUs. */
export function applyNodeOptions({ data, state }: Cluster, options: Options): void {
  const found = options.offline.map((name) =>
    lookupName(
      data.nodes.map((n) => n.name),
      name,
    ),
  );
  const wrong = found.filter((m) => !m.good).map((m) => m.name);
  if (wrong.length > 0) throw new ExitError(1, `Error: wrong node name(s) set as offline: ${wrong.join(',')}\n\n`);
  const offline = new Set(found.map((m) => m.name));
  for (const [n, node] of data.nodes.entries()) {
    if (offline.has(node.name)) node.offline = true;
    node.minDiskRatio = options.minDisk;
    if (options.maxCpu !== undefined) node.policy = { ...node.policy, 'vcpu-ratio': options.maxCpu };
    enterLimits(state, n, node);
  }
}

/** Writes a cluster to the file that --save names, with an ending. */
export function saveCluster(
  options: Options,
  env: Environment,
  ending: string,
  what: string,
  data: ClusterData,
  state: State,
  instances: readonly number[] = allInstances(state),
  nodes: readonly number[] = allNodes(state),
): void {
  if (options.saveCluster === undefined) return;
  const path = `${options.saveCluster}.${ending}`;
  env.writeText(path, writeCluster(data, state, instances, nodes));
  env.err(`The cluster state ${what} has been written to file '${path}'\n`);
}
