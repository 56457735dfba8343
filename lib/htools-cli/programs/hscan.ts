import {
  allInstances,
  allNodes,
  badItems,
  clusterTotals,
  completeMemory,
  fixed,
  HtoolsError,
  mergeCluster,
  nodeTable,
  writeCluster,
  type Cluster,
  type ClusterData,
} from '@gnt/htools';
import type { Surroundings } from '../framework/environment.js';
import { ExitError } from '../framework/errors.js';
import type { Program } from '../framework/program.js';
import { rows } from '../options/rows.js';
import type { Options } from '../options/values.js';

const LOCAL = 'LOCAL';

function summary({ data, state }: Cluster): string {
  const nodes = allNodes(state);
  const bad = badItems(state, nodes);
  const { totalMem, totalDisk, freeDisk, score } = clusterTotals(state, nodes);
  const freeMem = data.nodes.reduce((sum, n) => sum + n.freeMem, 0);
  const counts = [nodes.length, allInstances(state).length, bad.nodes.length, bad.instances.length];
  return [
    ...counts.map((c) => String(c).padStart(5)),
    fixed(totalMem, 0).padStart(6),
    String(freeMem).padStart(6),
    fixed(totalDisk / 1024, 0).padStart(6),
    String(Math.floor(freeDisk / 1024)).padStart(6),
    fixed(score, 8),
  ].join(' ');
}

/** The figures of the line as a record; memory and disk in MiB. */
function figures({ data, state }: Cluster): Record<string, unknown> {
  const nodes = allNodes(state);
  const bad = badItems(state, nodes);
  const { totalMem, totalDisk, freeDisk, score } = clusterTotals(state, nodes);
  return {
    nodes: nodes.length,
    instances: state.instances.length,
    bad_nodes: bad.nodes.length,
    bad_instances: bad.instances.length,
    total_mem: totalMem,
    free_mem: data.nodes.reduce((sum, n) => sum + n.freeMem, 0),
    total_disk: totalDisk,
    free_disk: freeDisk,
    score,
  };
}

const fileOf = (name: string, { outputDir }: Options): string => `${outputDir}/${name.replaceAll('/', '_')}.data`;

/** Loads a cluster, prints its line and writes its file; false when it cannot be loaded. */
async function scan(
  name: string,
  width: number,
  load: () => Promise<ClusterData>,
  options: Options,
  env: Surroundings,
): Promise<boolean> {
  let doing = 'load';
  try {
    const data = await load();
    doing = 'process';
    const cluster = mergeCluster(data);
    // Since 3.1 the file has the corrected memory figures, not what the nodes reported.
    completeMemory(cluster, options.staticNodeMemory, env.n1Rule);
    env.out(`${name.padEnd(width)} ${summary(cluster)}\n`);
    env.report.add('clusters', { name, ...figures(cluster), file: fileOf(name, options) });
    if (options.showNodes !== undefined)
      env.out(nodeTable(cluster.state, allNodes(cluster.state), options.showNodes, data.indexBase));
    env.writeText(fileOf(name, options), writeCluster(data, cluster.state));
    return true;
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    env.report.add('clusters', { name, error: `failed to ${doing} data: ${error.message}` });
    env.out(`\nError for ${name}: failed to ${doing} data. Details:\n${error.message}\n`);
    return false;
  }
}

async function main(options: Options, clusters: readonly string[], env: Surroundings): Promise<void> {
  const names = clusters.length === 0 ? [LOCAL] : clusters;
  const width = names.reduce((w, name) => Math.max(w, name.length), 0);
  if (!options.noHeaders) {
    const titles = ['Nodes', 'Inst', 'BNode', 'BInst'].map((t) => t.padStart(5));
    const sizes = ['t_mem', 'f_mem', 't_disk', 'f_disk'].map((t) => t.padStart(6));
    env.out(`${['Name'.padEnd(width), ...titles, ...sizes, 'Score'.padStart(10)].join(' ')}\n`);
  }
  const done: boolean[] = [];
  if (clusters.length === 0) {
    const { loadLuxi } = await import('../backends/luxi.js');
    done.push(await scan(LOCAL, width, () => loadLuxi(options.luxiSocket ?? '', env), options, env));
  } else {
    const { loadRapi } = await import('../backends/rapi.js');
    for (const name of clusters) done.push(await scan(name, width, () => loadRapi(name, env), options, env));
  }
  if (done.includes(false)) throw new ExitError(2);
}

/** hscan: writes clusters to files in the text format. */
export const hscan: Program = {
  name: 'hscan',
  summary: 'writes the data of clusters to files that the other programs read',
  options: [rows.printNodes, rows.outputDir, rows.luxi, rows.verbose, rows.noHeaders, rows.staticNodeMemory, rows.json],
  arguments: [{ completion: 'host', min: 0, max: undefined }],
  main,
};
