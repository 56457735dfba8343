import { INSTST_ADMINDOWN, INSTST_ADMINOFFLINE, INSTST_RUNNING } from '@gnt/constants';
import { makeGroup, type ClusterData, type Group, type PlacedInstance } from '../model/cluster.js';
import { diskTemplateFromText } from '../model/disk-template.js';
import { HtoolsError } from '../model/error.js';
import { Instance, NO_NODE, type Nic } from '../model/instance.js';
import { ALLOC_POLICIES_BY_NAME } from '../model/names-on-wire.js';
import { Node } from '../model/node.js';
import { DEFAULT_POLICY, type IPolicy, type ISpec } from '../model/policy.js';
import {
  asBool,
  asInteger,
  asList,
  asNumber,
  asObject,
  asRecord,
  asText,
  type JsonRecord,
  type Reader,
} from './record.js';

const STATUS: Readonly<Record<string, string>> = {
  up: INSTST_RUNNING,
  down: INSTST_ADMINDOWN,
  offline: INSTST_ADMINOFFLINE,
};
const NIC_MODES = ['bridged', 'routed', 'openvswitch'];

const asSpec: Reader<ISpec> = (v) => {
  const record = asRecord(v);
  const field = (key: string): number => record.get('ispec', key, asInteger);
  return {
    'memory-size': field('memory-size'),
    'cpu-count': field('cpu-count'),
    'disk-size': field('disk-size'),
    'disk-count': field('disk-count'),
    'nic-count': field('nic-count'),
    'spindle-use': field('spindle-use'),
  };
};

/** Reads an instance policy as the wire has it. */
export const asPolicy: Reader<IPolicy> = (v) => {
  const record = asRecord(v);
  return {
    minmax: record.get(
      'ipolicy',
      'minmax',
      asList((pair) => {
        const bounds = asRecord(pair);
        return { min: bounds.get('minmax', 'min', asSpec), max: bounds.get('minmax', 'max', asSpec) };
      }),
    ),
    std: record.get('ipolicy', 'std', asSpec),
    'disk-templates': record.get('ipolicy', 'disk-templates', asList(asText)).map(diskTemplateFromText),
    'vcpu-ratio': record.get('ipolicy', 'vcpu-ratio', asNumber),
    'spindle-ratio': record.get('ipolicy', 'spindle-ratio', asNumber),
  };
};

function readNic(what: string, name: string, value: unknown): Nic {
  const record = asObject(value);
  const text = (key: string): string | undefined => record.maybe(what, key, asText);
  const mode = text('mode');
  if (mode !== undefined && !NIC_MODES.includes(mode))
    throw new HtoolsError(`instance ${name}: a network card is ${mode}, but can be ${NIC_MODES.join(', ')}`);
  return {
    mac: text('mac'),
    ip: text('ip'),
    mode,
    link: text('link'),
    bridge: text('bridge'),
    network: text('network'),
  };
}

function statusOf(record: JsonRecord): string {
  try {
    return STATUS[record.get('', 'admin_state', asText)] ?? INSTST_RUNNING;
  } catch (error) {
    // A request for a new instance has no state; it shall run.
    if (!(error instanceof HtoolsError)) throw error;
    return INSTST_RUNNING;
  }
}

/** Reads an instance, existing or asked for, without its place. */
export function readInstance(name: string, record: JsonRecord): Instance {
  const what = `invalid data for instance '${name}'`;
  const disks = record.get(what, 'disks', asList(asObject));
  return new Instance({
    name,
    disk: record.get(what, 'disk_space_total', asInteger),
    disks: disks.map((d) => ({ size: d.get(what, 'size', asInteger), spindles: d.maybe(what, 'spindles', asInteger) })),
    mem: record.get(what, 'memory', asInteger),
    vcpus: record.get(what, 'vcpus', asInteger),
    tags: record.get(what, 'tags', asList(asText)),
    diskTemplate: diskTemplateFromText(record.get(what, 'disk_template', asText)),
    spindleUse: record.get(what, 'spindle_use', asInteger),
    nics: record.get(
      what,
      'nics',
      asList((nic) => readNic(what, name, nic)),
    ),
    status: statusOf(record),
    autoBalance: true,
    forthcoming: record.maybe(what, 'forthcoming', asBool) ?? false,
  });
}

function readGroup(uuid: string, value: unknown): Group {
  const record = asObject(value);
  const what = `invalid data for group '${uuid}'`;
  const name = record.get(what, 'name', asText);
  const policy = record.get(what, 'alloc_policy', asText);
  if (!ALLOC_POLICIES_BY_NAME.has(policy)) throw new HtoolsError(`${what}: invalid allocation policy '${policy}'`);
  return makeGroup(
    name,
    uuid,
    policy,
    record.get(what, 'tags', asList(asText)),
    record.get(what, 'networks', asList(asText)),
    record.get(what, 'ipolicy', asPolicy),
  );
}

function readNode(name: string, value: unknown, groups: readonly Group[], hypervisor: string | undefined): Node {
  const record = asObject(value);
  const what = `invalid data for node '${name}'`;
  const offline = record.get(what, 'offline', asBool);
  const drained = record.get(what, 'drained', asBool);
  const uuid = record.get(what, 'group', asText);
  const live = !offline && (record.maybe(what, 'vm_capable', asBool) ?? true);
  const group = groups.findIndex((g) => g.uuid === uuid);
  if (group < 0) throw new HtoolsError(`Unknown group '${uuid}' for node ${name}`);
  const ndparams = record.get(what, 'ndparams', asObject);
  const exclusiveStorage = ndparams.get(what, 'exclusive_storage', asBool);
  const number = (key: string, read = asInteger): number => (live ? record.get(what, key, read) : 0);
  return new Node({
    name,
    group,
    exclusiveStorage,
    tags: record.maybe(what, 'tags', asList(asText)) ?? [],
    totalSpindles: exclusiveStorage ? number('total_spindles') : ndparams.get(what, 'spindle_count', asInteger),
    freeSpindles: number('free_spindles'),
    totalMem: number('total_memory', asNumber),
    nodeMem: number('reserved_memory'),
    freeMem: number('free_memory'),
    totalDisk: number('total_disk', asNumber),
    freeDisk: number('free_disk'),
    totalCpus: number('total_cpus', asNumber),
    nodeCpus: number('reserved_cpus'),
    offline: !live || drained,
    hypervisor,
  });
}

function placeOf(name: string, record: JsonRecord, places: ReadonlyMap<string, number>): [number, number] {
  const names = record.get(`invalid data for instance '${name}'`, 'nodes', asList(asText));
  const index = (node: string): number => {
    const found = places.get(node);
    if (found === undefined) throw new HtoolsError(`Unknown node '${node}' for instance ${name}`);
    return found;
  };
  const [primary, secondary] = names;
  if (primary === undefined) throw new HtoolsError(`instance ${name} is on no node`);
  return [index(primary), secondary === undefined ? NO_NODE : index(secondary)];
}

const MESSAGE = 'invalid iallocator message';

/** The cluster of a request. */
export function readRequestCluster(message: JsonRecord): ClusterData {
  const groups = message
    .get(MESSAGE, 'nodegroups', asRecord)
    .entries()
    .map(([uuid, g]) => readGroup(uuid, g));
  const nodeEntries = message.get(MESSAGE, 'nodes', asRecord).entries();
  const plain = nodeEntries.map(([name, n]) => readNode(name, n, groups, undefined));
  const places = new Map(plain.map((node, n) => [node.name, n]));
  const instances = message
    .get(MESSAGE, 'instances', asRecord)
    .entries()
    .map(([name, value]): PlacedInstance => {
      const record = asObject(value);
      const instance = readInstance(name, record);
      const [primary, secondary] = placeOf(name, record, places);
      return { instance, primary, secondary };
    });
  const tags = message.get(MESSAGE, 'cluster_tags', asList(asText));
  const [hypervisor] = message.get(MESSAGE, 'enabled_hypervisors', asList(asText));
  for (const node of plain) node.hypervisor = hypervisor;
  return { groups, nodes: plain, instances, tags, policy: DEFAULT_POLICY, indexBase: 0 };
}

/** The message of a request; an error says why it is none. */
export function parseMessage(text: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HtoolsError(`Parsing input IAllocator message: Invalid JSON: ${reason}`, { cause: error });
  }
  try {
    return asRecord(value);
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw new HtoolsError(`Parsing input IAllocator message: ${error.message}`, { cause: error });
  }
}
