import { DEFAULT_RAPI_PORT } from '@gnt/constants';
import {
  asBool,
  asInteger,
  asList,
  asNumber,
  asPolicy,
  asRecord,
  asText,
  HtoolsError,
  Instance,
  makeGroup,
  NO_NODE,
  Node,
  type ClusterData,
  type Group,
  type JsonRecord,
  type PlacedInstance,
} from '@gnt/htools';
import type { Environment } from '../framework/environment.js';
import { readFile } from './files.js';
import { getText } from './http.js';

const FILE_PREFIX = 'file://';
/** Group of nodes that name none. */
const DEFAULT_GROUP = '00000000-0000-0000-0000-000000000000';
const QUERY_TIMEOUT_MS = 60_000;

async function bodies(address: string, env: Environment): Promise<[string, string, string, string]> {
  if (address.startsWith(FILE_PREFIX)) {
    const directory = address.slice(FILE_PREFIX.length);
    const read = (name: string): string => readFile(`${directory}/${name}.json`, env);
    return [read('groups'), read('nodes'), read('instances'), read('info')];
  }
  const base = address.includes(':') ? address : `https://${address}:${String(DEFAULT_RAPI_PORT)}`;
  const get = (path: string): Promise<string> => getText(`${base}/2/${path}`, QUERY_TIMEOUT_MS, env.resolver);
  return [await get('groups?bulk=1'), await get('nodes?bulk=1'), await get('instances?bulk=1'), await get('info')];
}

function parseBody(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HtoolsError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function records(what: string, text: string): JsonRecord[] {
  return asList(asRecord)(parseBody(what, text));
}

function readGroup(record: JsonRecord): Group {
  const name = record.get('Parsing new group', 'name', asText);
  const what = `Group '${name}'`;
  return makeGroup(
    name,
    record.get(what, 'uuid', asText),
    record.get(what, 'alloc_policy', asText),
    record.get(what, 'tags', asList(asText)),
    [],
    record.get(what, 'ipolicy', asPolicy),
  );
}

function readNode(record: JsonRecord, groups: readonly Group[], master: string, hypervisor: string): Node {
  const name = record.get('Parsing new node', 'name', asText);
  const what = `node ${name}`;
  const live = !record.get(what, 'offline', asBool) && (record.maybe(what, 'vm_capable', asBool) ?? true);
  const drained = record.get(what, 'drained', asBool);
  const ndparams = record.get(what, 'ndparams', asRecord);
  const exclusiveStorage = ndparams.get(what, 'exclusive_storage', asBool);
  const uuid = record.maybe(what, 'group.uuid', asText) ?? DEFAULT_GROUP;
  const group = groups.findIndex((g) => g.uuid === uuid);
  if (group < 0) throw new HtoolsError(`Unknown group '${uuid}' for node ${name}`);
  const number = (key: string, read = asInteger): number => (live ? record.get(what, key, read) : 0);
  const optional = (key: string, read = asInteger): number => (live ? (record.maybe(what, key, read) ?? 0) : 0);
  return new Node({
    name,
    group,
    exclusiveStorage,
    totalSpindles: exclusiveStorage ? number('sptotal') : ndparams.get(what, 'spindle_count', asInteger),
    freeSpindles: optional('spfree'),
    totalMem: number('mtotal', asNumber),
    nodeMem: number('mnode'),
    freeMem: number('mfree'),
    totalDisk: optional('dtotal', asNumber),
    freeDisk: optional('dfree'),
    totalCpus: number('ctotal', asNumber),
    nodeCpus: number('cnos'),
    tags: record.get(what, 'tags', asList(asText)),
    offline: !live || drained,
    isMaster: name === master,
    hypervisor,
  });
}

function memoryOf(what: string, record: JsonRecord, beparams: JsonRecord): number {
  const running = record.get(what, 'oper_ram', (v) => v);
  if (typeof running === 'number') return Math.trunc(running);
  return beparams.maybe(what, 'memory', asInteger) ?? beparams.get(what, 'maxmem', asInteger);
}

function readInstance(record: JsonRecord, nodes: ReadonlyMap<string, number>): PlacedInstance {
  const name = record.get('Parsing new instance', 'name', asText);
  const what = `instance ${name}`;
  const index = (node: string): number => {
    const found = nodes.get(node);
    if (found === undefined) throw new HtoolsError(`Unknown node '${node}' for instance ${name}`);
    return found;
  };
  const beparams = record.get(what, 'beparams', asRecord);
  const sizes = record.get(what, 'disk.sizes', asList(asInteger));
  const spindles = record.get(
    what,
    'disk.spindles',
    asList((v) => (v === null ? undefined : asInteger(v))),
  );
  const [secondary] = record.get(what, 'snodes', asList(asText));
  const instance = new Instance({
    name,
    disk: record.get(what, 'disk_usage', asInteger),
    disks: sizes.slice(0, spindles.length).map((size, d) => ({ size, spindles: spindles[d] })),
    mem: memoryOf(what, record, beparams),
    vcpus: beparams.get(what, 'vcpus', asInteger),
    status: record.get(what, 'status', asText),
    tags: record.get(what, 'tags', asList(asText)),
    autoBalance: beparams.get(what, 'auto_balance', asBool),
    diskTemplate: record.get(what, 'disk_template', asText),
    spindleUse: beparams.get(what, 'spindle_use', asInteger),
    forthcoming: record.maybe(what, 'forthcoming', asBool) ?? false,
    nics: [],
  });
  const primary = index(record.get(what, 'pnode', asText));
  return { instance, primary, secondary: secondary === undefined ? NO_NODE : index(secondary) };
}

/** A cluster from the remote API at an address, or from a directory with its answers (`file://`). */
export async function loadRapi(address: string, env: Environment): Promise<ClusterData> {
  const [groupText, nodeText, instanceText, infoText] = await bodies(address, env);
  const info = asRecord(parseBody('Parsing cluster info', infoText));
  const what = 'Parsing cluster data';
  const master = info.get(what, 'master', asText);
  const hypervisor = info.get(what, 'default_hypervisor', asText);
  const groups = records('Parsing group data', groupText).map(readGroup);
  const nodes = records('Parsing node data', nodeText).map((r) => readNode(r, groups, master, hypervisor));
  const nodeIndex = new Map(nodes.map((n, i) => [n.name, i]));
  const instances = records('Parsing instance data', instanceText).map((r) => readInstance(r, nodeIndex));
  if (!nodeIndex.has(master)) throw new HtoolsError(`Master node ${master} unknown`);
  const tags = info.get(what, 'tags', asList(asText));
  return { groups, nodes, instances, tags, policy: info.get(what, 'ipolicy', asPolicy), indexBase: 0 };
}
