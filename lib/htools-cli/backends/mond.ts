import { DEFAULT_MOND_PORT, MOND_LATEST_API_VERSION } from '@gnt/constants';
import {
  allNodes,
  asList,
  asNumber,
  asRecord,
  asText,
  HtoolsError,
  setNodeCpuLoad,
  type Cluster,
  type JsonRecord,
} from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import { failure } from '../framework/errors.js';
import type { Options } from '../options/values.js';
import { readFile } from './files.js';
import { getText } from './http.js';

const TIMEOUT_MS = 10_000;
const CPU_COLLECTOR = { name: 'cpu-avg-load', category: 'default' };
const XEN_COLLECTOR = { name: 'xen-cpu-avg-load', category: 'instance' };

type Report = JsonRecord | undefined;
type Reports = ReadonlyMap<string, readonly JsonRecord[]>;

function fromFile(path: string, env: Environment): Reports {
  try {
    const entries = asList(asRecord)(JSON.parse(readFile(path, env)));
    return new Map(
      entries.map((e) => [
        e.get("Parsing node's name", 'node', asText),
        e.get("Parsing node's reports", 'reports', asList(asRecord)),
      ]),
    );
  } catch (error) {
    if (!(error instanceof HtoolsError || error instanceof SyntaxError)) throw error;
    throw failure(`the reports of monitoring daemons cannot be read: ${error.message}`);
  }
}

async function ask(node: string, collector: typeof CPU_COLLECTOR, env: Environment): Promise<Report> {
  const path = `${String(MOND_LATEST_API_VERSION)}/report/${collector.category}/${collector.name}`;
  try {
    return asRecord(
      JSON.parse(await getText(`http://${node}:${String(DEFAULT_MOND_PORT)}/${path}`, TIMEOUT_MS, env.resolver)),
    );
  } catch (error) {
    if (!(error instanceof HtoolsError || error instanceof SyntaxError)) throw error;
    env.err(`Warning: node ${node} does not report ${collector.name}: ${error.message}\n`);
    return undefined;
  }
}

function readOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof HtoolsError) return undefined;
    throw error;
  }
}

/** Instances share their node's load by virtual CPUs. */
function useNodeLoads({ state }: Cluster, reports: readonly JsonRecord[]): boolean {
  const loads = reports.map((r) => readOr(() => r.get('', 'data', asRecord).get('', 'cpu_total', asNumber)));
  if (loads.includes(undefined)) return false;
  for (const n of allNodes(state)) setNodeCpuLoad(state, n, loads[n] ?? 0);
  return true;
}

function useInstanceLoads({ state }: Cluster, reports: readonly JsonRecord[], env: Environment): boolean {
  const usage = new Map<string, number>();
  for (const report of reports) {
    const data = readOr(() => report.get('', 'data', asRecord));
    if (data === undefined) return false;
    for (const [name, load] of data.entries()) if (typeof load === 'number' && !usage.has(name)) usage.set(name, load);
  }
  const missing = state.instances.map((i) => i.name).filter((name) => !usage.has(name));
  if (missing.length > 0) {
    env.err(`Warning: nothing is known of the CPUs of ${missing.sort().join(', ')}\n`);
    return false;
  }
  for (const inst of state.instances) inst.util = { ...inst.util, cpu: usage.get(inst.name) ?? 0 };
  for (const n of allNodes(state)) {
    const total = state.primaries(n).reduce((sum, i) => sum + state.instances[i]!.util.cpu, 0);
    setNodeCpuLoad(state, n, total, false);
  }
  return true;
}

/** Takes CPU loads over from the monitoring daemons; false when not all of them answer. */
export async function addMonitoredLoads(cluster: Cluster, options: Options, env: Environment): Promise<boolean> {
  if (options.ignoreDynu) return true;
  const collector = options.mondXen ? XEN_COLLECTOR : CPU_COLLECTOR;
  const file = options.mondFile === undefined ? undefined : fromFile(options.mondFile, env);
  const reports: JsonRecord[] = [];
  for (const { name } of cluster.data.nodes) {
    const report = file
      ? file.get(name)?.find((r) => readOr(() => r.get('', 'name', asText)) === collector.name)
      : await ask(name, collector, env);
    if (report) reports.push(report);
  }
  const complete = reports.length === cluster.data.nodes.length;
  if (complete && (options.mondXen ? useInstanceLoads(cluster, reports, env) : useNodeLoads(cluster, reports)))
    return true;
  if (!complete) env.err(`Not every node reported ${collector.name}, so these reports are left out.\n`);
  return false;
}
