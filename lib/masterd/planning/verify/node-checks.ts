import * as c from '@gnt/constants';
import { compareNicely } from '@gnt/objects';
import { commaJoin, pythonText } from '../text.js';
import { isTemplateEnabled } from '../ancillary-files.js';
import type { Cluster, Node, Parameters } from '../objects.js';
import { concern, problem, type Finding, type FindingCode } from './finding.js';
import type { NodeAnswer } from './node-image.js';

function isRecord(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Why nothing else of the answer can be trusted; undefined when it can. */
export function answerProblem(node: Node, answer: NodeAnswer): Finding | undefined {
  if (Object.keys(answer).length === 0) return problem(c.CV_ENODERPC, node.name, 'nothing came back from the node');
  const version = answer[c.NV_VERSION];
  if (!Array.isArray(version) || version.length !== 2) {
    return problem(c.CV_ENODERPC, node.name, 'connection to node returned invalid data');
  }
  if (version[0] !== c.PROTOCOL_VERSION) {
    return problem(
      c.CV_ENODEVERSION,
      node.name,
      `incompatible protocol versions: master ${c.PROTOCOL_VERSION}, node ${String(version[0])}`,
    );
  }
  return undefined;
}

/** Release, hypervisors, their parameters, and what the node misses on itself. */
export function* setupFindings(node: Node, answer: NodeAnswer): Generator<Finding> {
  const release = String((answer[c.NV_VERSION] as unknown[])[1]);
  if (release !== c.RELEASE_VERSION) {
    yield concern(
      c.CV_ENODEVERSION,
      node.name,
      `software version mismatch: master ${c.RELEASE_VERSION}, node ${release}`,
    );
  }
  const hypervisors = answer[c.NV_HYPERVISOR];
  if (node.vm_capable && isRecord(hypervisors)) {
    for (const [hv, fault] of Object.entries(hypervisors)) {
      if (fault !== null)
        yield problem(c.CV_ENODEHV, node.name, `hypervisor ${hv} verify failure: '${pythonText(fault)}'`);
    }
  }
  const params = answer[c.NV_HVPARAMS];
  if (node.vm_capable && Array.isArray(params)) {
    for (const [source, hv, fault] of params as [string, string, string][]) {
      yield problem(c.CV_ENODEHV, node.name, `hypervisor ${hv} parameter verify failure (source ${source}): ${fault}`);
    }
  }
  const setup = c.NV_NODESETUP in answer ? strings(answer[c.NV_NODESETUP]) : ['Missing NODESETUP results'];
  if (setup.length > 0) yield problem(c.CV_ENODESETUP, node.name, `node setup error: ${setup.join('; ')}`);
}

/** The node's clock against the master's, which was asked between `from` and `to` (seconds). */
export function* timeFindings(node: Node, answer: NodeAnswer, from: number, to: number): Generator<Finding> {
  const time = answer[c.NV_TIME];
  if (!Array.isArray(time) || time.length !== 2 || !time.every((t) => typeof t === 'number')) {
    yield problem(c.CV_ENODETIME, node.name, 'Node returned invalid time');
    return;
  }
  const [seconds = 0, micros = 0] = time;
  const at = seconds + micros / 1e6;
  const away = at < from - c.NODE_MAX_CLOCK_SKEW ? from - at : at > to + c.NODE_MAX_CLOCK_SKEW ? at - to : undefined;
  if (away !== undefined) {
    yield problem(
      c.CV_ENODETIME,
      node.name,
      `Node time diverges by at least ${away.toFixed(1)}s from master node time`,
    );
  }
}

/** SSH and TCP between nodes, and the way to the master's address. */
export function* networkFindings(node: Node, answer: NodeAnswer, isMaster: boolean): Generator<Finding> {
  const ssh = answer[c.NV_NODELIST];
  if (!(c.NV_NODELIST in answer))
    yield problem(c.CV_ENODESSH, node.name, 'the node did not tell which nodes it reaches by ssh');
  else if (isRecord(ssh)) {
    for (const [peer, fault] of Object.entries(ssh))
      yield problem(c.CV_ENODESSH, node.name, `ssh communication with node '${peer}': ${String(fault)}`);
  }
  const tcp = answer[c.NV_NODENETTEST];
  if (!(c.NV_NODENETTEST in answer))
    yield problem(c.CV_ENODENET, node.name, 'the node did not tell which nodes it reaches by tcp');
  else if (isRecord(tcp)) {
    for (const peer of Object.keys(tcp).sort(compareNicely)) {
      yield problem(c.CV_ENODENET, node.name, `tcp communication with node '${peer}': ${String(tcp[peer])}`);
    }
  }
  if (!(c.NV_MASTERIP in answer))
    yield problem(c.CV_ENODENET, node.name, "the node did not tell whether it reaches the master's address");
  else if (answer[c.NV_MASTERIP] === false) {
    const what = isMaster
      ? 'the master does not reach its own cluster address (is it up?)'
      : 'cannot reach the master IP';
    yield problem(c.CV_ENODENET, node.name, what);
  }
}

/** Scripts of the administrator and the programs for power control. */
export function* scriptFindings(node: Node, answer: NodeAnswer): Generator<Finding> {
  if (!(c.NV_USERSCRIPTS in answer))
    yield problem(c.CV_ENODEUSERSCRIPTS, node.name, 'did not return user scripts information');
  const broken = strings(answer[c.NV_USERSCRIPTS]);
  if (broken.length > 0) {
    yield problem(
      c.CV_ENODEUSERSCRIPTS,
      node.name,
      `user scripts that are missing or can't be executed: ${commaJoin(broken.sort())}`,
    );
  }
  if (!node.master_candidate && !node.master_capable) return;
  for (const fault of strings(answer[c.NV_OOB_PATHS]))
    if (fault !== '') yield problem(c.CV_ENODEOOBPATH, node.name, fault);
}

const STORAGE_PATHS: readonly (readonly [
  template: Cluster['enabled_disk_templates'][number],
  key: string,
  code: FindingCode,
])[] = [
  [c.DT_FILE, c.NV_FILE_STORAGE_PATH, c.CV_ENODEFILESTORAGEPATHUNUSABLE],
  [c.DT_SHARED_FILE, c.NV_SHARED_FILE_STORAGE_PATH, c.CV_ENODESHAREDFILESTORAGEPATHUNUSABLE],
  [c.DT_GLUSTER, c.NV_GLUSTER_STORAGE_PATH, c.CV_ENODEGLUSTERSTORAGEPATHUNUSABLE],
];

/** Directories for disks that are files. */
export function* storagePathFindings(
  node: Node,
  answer: NodeAnswer,
  cluster: Cluster,
  isMaster: boolean,
): Generator<Finding> {
  const returned = c.NV_ACCEPTED_STORAGE_PATHS in answer;
  const usesFiles = isTemplateEnabled(cluster, c.DT_FILE) || isTemplateEnabled(cluster, c.DT_SHARED_FILE);
  if (isMaster && usesFiles) {
    const wrong = strings(answer[c.NV_ACCEPTED_STORAGE_PATHS]);
    if (!returned)
      yield problem(c.CV_ENODEFILESTORAGEPATHS, node.name, 'the node did not tell its forbidden file storage paths');
    else if (wrong.length > 0)
      yield problem(c.CV_ENODEFILESTORAGEPATHS, node.name, `Found forbidden file storage paths: ${commaJoin(wrong)}`);
  } else if (returned) {
    yield problem(
      c.CV_ENODEFILESTORAGEPATHS,
      node.name,
      'the node told forbidden file storage paths without being asked',
    );
  }
  for (const [template, key, code] of STORAGE_PATHS) {
    if (isTemplateEnabled(cluster, template) && key in answer) {
      yield problem(code, node.name, `The configured ${template} storage path is unusable: ${String(answer[key])}`);
    }
  }
}

/** Bridges that guests need. */
export function* bridgeFindings(node: Node, answer: NodeAnswer, needed: readonly string[]): Generator<Finding> {
  if (needed.length === 0) return;
  const missing = answer[c.NV_BRIDGES];
  if (!Array.isArray(missing)) yield problem(c.CV_ENODENET, node.name, 'did not return valid bridge information');
  else if (missing.length > 0)
    yield problem(c.CV_ENODENET, node.name, `missing bridges: ${commaJoin(strings(missing).sort())}`);
}
