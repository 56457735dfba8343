import {
  answerRequest,
  allInstances,
  allNodes,
  findGroup,
  readRequest,
  usesLostAllocations,
  type AllocatorRequest,
} from '@gnt/htools';
import { readFile } from '../backends/files.js';
import { requestLines } from '../explain/request.js';
import type { Surroundings } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { loadCluster, saveCluster } from '../load.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';
import { showNodes } from '../output/lists.js';
import { showWarnings } from '../output/warnings.js';

async function loadRequest(options: Options, args: readonly string[], env: Surroundings): Promise<AllocatorRequest> {
  const [path, ...more] = args;
  if (path === undefined) throw failure('the file with the request is missing');
  if (more.length > 0) throw failure(`one file with a request is answered at a time; ${more.join(' ')} is too much`);
  const request = readRequest(readFile(path, env), options.staticNodeMemory, env.n1Rule);
  showWarnings(request.warnings, env);
  if (options.dataFile !== undefined || options.simulate.length > 0)
    return { ...request, cluster: await loadCluster(options, env) };
  if (options.mond) await (await import('../backends/mond.js')).addMonitoredLoads(request.cluster, options, env);
  return request;
}

/** What a placement in a named group leaves to show: the original goes on with that group alone. */
function finalNodes({ cluster: { data, state }, task }: AllocatorRequest, success: boolean): number[] {
  const nodes = allNodes(state);
  const wanted = task.type === 'allocate' ? task.wanted : task.type === 'multi-allocate' ? task.wanted[0] : undefined;
  const group = wanted?.group === undefined ? undefined : findGroup(data.groups, wanted.group);
  return success && group !== undefined ? nodes.filter((n) => state.nodes[n]?.group === group) : nodes;
}

async function main(options: Options, args: readonly string[], env: Surroundings): Promise<void> {
  const request = await loadRequest(options, args, env);
  const { data, state } = request.cluster;
  if (options.verbose > 1) env.err(`Received request: ${request.task.type}\n`);
  if (options.verbose > 2)
    env.err(`Received cluster data: ${String(data.nodes.length)} nodes, ${String(data.instances.length)} instances\n`);
  if (options.verbose > 1 && usesLostAllocations(request))
    env.err('Allocation on a dedicated cluster; using lost-allocations metrics.\n');
  showNodes(options, env, 'Initial cluster', state, allNodes(state), data.indexBase);
  saveCluster(options, env, 'pre-ialloc', 'before iallocator run', data, state);
  const how = {
    ignoreSoftErrors: options.ignoreSoftErrors,
    capacity: options.capacity,
    ignoreGroups: [],
    acceptExisting: options.acceptExisting,
    restrictToNodes: options.restrictToNodes,
  };
  if (options.explain)
    env.err(
      requestLines(request, how)
        .map((line) => `${line}\n`)
        .join(''),
    );
  const response = answerRequest(request, how);
  const { success, info, result } = response;
  env.out(`${JSON.stringify({ success, info, result })}\n`);
  showNodes(options, env, 'Final cluster', state, finalNodes(request, success), data.indexBase);
  // The original keeps an instance it has just placed before all others.
  const all = allInstances(state);
  const placed = request.task.type === 'allocate' && success ? [...all.slice(-1), ...all.slice(0, -1)] : all;
  saveCluster(options, env, 'post-ialloc', 'after iallocator run', data, state, placed);
}

/** hail: answers allocator requests. */
export const hail: Program = {
  name: 'hail',
  summary: 'finds places for instances when Ganeti asks',
  options: [
    ...[rows.printNodes, rows.saveCluster, rows.dataFile, rows.simulate, rows.verbose, rows.ignoreDynu],
    ...[rows.ignoreSoftErrors, rows.noCapacity, rows.restrictToNodes, rows.mond, rows.mondXen, rows.staticNodeMemory],
    rows.explain,
  ],
  arguments: [{ completion: 'file', min: 1, max: 1 }],
  main,
};
