import { ALLOC_POLICIES_BY_NAME, INSTANCE_STATUSES } from '../model/names-on-wire.js';
import { makeGroup, type ClusterData, type Group, type PlacedInstance, findGroup } from '../model/cluster.js';
import { diskTemplateFromText } from '../model/disk-template.js';
import { HtoolsError } from '../model/error.js';
import { Instance, NO_NODE } from '../model/instance.js';
import { Node } from '../model/node.js';
import { parseInteger, parseNumber, splitList } from '../format/parse.js';
import { readPolicy } from './policy.js';
import { DEFAULT_POLICY } from '../model/policy.js';

function need<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new HtoolsError(message);
  return value;
}

function cells(line: string, least: number, what: string): string[] {
  const row = splitList(line, '|');
  if (row.length < least) throw new HtoolsError(`Invalid/incomplete ${what} data: '${JSON.stringify(row)}'`);
  return row;
}

function yesNo(text: string, message: string): boolean {
  if (text !== 'Y' && text !== 'N') throw new HtoolsError(message);
  return text === 'Y';
}

function readGroup(line: string): Group {
  const [name = '', uuid = '', policy = '', tags = '', networks = ''] = cells(line, 4, 'group');
  if (!ALLOC_POLICIES_BY_NAME.has(policy)) throw new HtoolsError(`Invalid value for type AllocPolicy: ${policy}`);
  return makeGroup(name, uuid, policy, splitList(tags, ','), splitList(networks, ','));
}

function readNode(line: string, groups: ReadonlyMap<string, number>): Node {
  const row = cells(line, 9, 'node');
  const [name = '', tm = '', nm = '', fm = '', td = '', fd = '', tc = '', status = '', uuid = ''] = row;
  const [spindles = '1', tags = '', exclusive = 'N', freeSpindles = '0', nodeCpus = '1', speed = '1.0'] = row.slice(9);
  const group = need(groups.get(uuid), `Unknown group '${uuid}' for node ${name}`);
  if ([tm, nm, fm, td, fd, tc].includes('?'))
    return new Node({
      name,
      totalMem: 0,
      nodeMem: 0,
      freeMem: 0,
      totalDisk: 0,
      freeDisk: 0,
      totalCpus: 0,
      nodeCpus: 0,
      offline: true,
      totalSpindles: 0,
      freeSpindles: 0,
      group,
      exclusiveStorage: false,
    });
  return new Node({
    name,
    totalMem: parseNumber(name, tm),
    nodeMem: parseInteger(name, nm),
    freeMem: parseInteger(name, fm),
    totalDisk: parseNumber(name, td),
    freeDisk: parseInteger(name, fd),
    totalCpus: parseNumber(name, tc),
    nodeCpus: parseInteger(name, nodeCpus),
    offline: status === 'Y',
    totalSpindles: parseInteger(name, spindles),
    cpuSpeed: parseNumber(name, speed),
    freeSpindles: parseInteger(name, freeSpindles),
    group,
    exclusiveStorage: yesNo(exclusive, `node ${name}: exclusive storage is Y or N, not '${exclusive}'`),
    tags: splitList(tags, ','),
    isMaster: status === 'M',
  });
}

function readInstance(line: string, nodes: ReadonlyMap<string, number>): PlacedInstance {
  const row = cells(line, 10, 'instance');
  const [name = '', mem = '', disk = '', vcpus = '', status = '', auto = '', pnode = '', snode = '', template = ''] =
    row;
  const [tags = '', spindleUse = '1', spindles = '-', forthcoming = 'N'] = row.slice(9);
  const index = (node: string): number => need(nodes.get(node), `Unknown node '${node}' for instance ${name}`);
  const primary = index(pnode);
  const secondary = snode === '' ? NO_NODE : index(snode);
  const size = parseInteger(name, disk);
  const fields = {
    name,
    mem: parseInteger(name, mem),
    disk: size,
    vcpus: parseInteger(name, vcpus),
    status: need(INSTANCE_STATUSES.get(status), `Invalid value for type InstanceStatus: ${status}`),
    autoBalance: yesNo(auto, `instance ${name}: automatic balancing is Y or N, not '${auto}'`),
    diskTemplate: inContext(`Instance ${name}`, () => diskTemplateFromText(template)),
    spindleUse: parseInteger(name, spindleUse),
    disks: [{ size, spindles: spindles === '-' ? undefined : parseInteger(name, spindles) }],
    forthcoming: yesNo(forthcoming, `instance ${name}: forthcoming is Y or N, not '${forthcoming}'`),
    tags: splitList(tags, ','),
    nics: [],
  };
  const instance = new Instance(fields);
  if (instance.hasSecondary && secondary === primary)
    throw new HtoolsError(`instance ${name}: ${pnode} cannot be primary and secondary at once`);
  return { instance, primary, secondary };
}

/** Runs a reader and names what was read in its error. */
function inContext<T>(context: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw new HtoolsError(`${context}: ${error.message}`, { cause: error });
  }
}

function sections(text: string): string[][] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return [];
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '') found.push([]);
    else found.at(-1)!.push(line);
  }
  return found;
}

function indexOf(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

/** Reads the text format: groups, nodes, instances, cluster tags and policies, apart by an empty line. */
export function readCluster(text: string): ClusterData {
  const found = sections(text);
  const [groupLines, nodeLines, instanceLines, tags, policyLines = []] = found;
  if (!groupLines || !nodeLines || !instanceLines || !tags)
    throw new HtoolsError(
      `the file has ${String(found.length)} parts between empty lines; groups, nodes, instances and tags make four`,
    );
  const groups = groupLines.map(readGroup);
  const groupIndex = indexOf(groups.map((g) => g.uuid));
  const nodes = nodeLines.map((line) => readNode(line, groupIndex));
  const nodeIndex = indexOf(nodes.map((n) => n.name));
  const instances = instanceLines.map((line) => readInstance(line, nodeIndex));
  let policy = DEFAULT_POLICY;
  for (const line of policyLines) {
    const owned = readPolicy(line);
    if (owned.owner === '') policy = owned.policy;
    else {
      const group = findGroup(groups, owned.owner);
      if (group === undefined) throw new HtoolsError(`Wrong number of elems found with name ${owned.owner}`);
      groups[group]!.policy = owned.policy;
    }
  }
  return { groups, nodes, instances, tags, policy, indexBase: 0 };
}
