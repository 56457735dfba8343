import {
  RS_NORMAL,
  RS_NODATA,
  RS_OFFLINE,
  RS_UNAVAIL,
  type QR_GROUP,
  type QR_INSTANCE,
  type QR_NODE,
} from '@gnt/constants';
import {
  asBool,
  asInteger,
  asList,
  asNumber,
  asPolicy,
  asText,
  HtoolsError,
  Instance,
  JsonRecord,
  makeGroup,
  NO_NODE,
  Node,
  type ClusterData,
  type Group,
  type PlacedInstance,
  type Reader,
} from '@gnt/htools';
import { LuxiClient } from '@gnt/luxi-client';
import { GanetiError } from '@gnt/protocol';
import { Paths } from '../../common/paths.js';
import type { Environment } from '../framework/environment.js';

const NODE_FIELDS = [
  ...['name', 'mtotal', 'mnode', 'mfree', 'dtotal', 'dfree', 'ctotal', 'cnos', 'offline', 'drained', 'vm_capable'],
  ...['ndp/spindle_count', 'group.uuid', 'tags', 'ndp/exclusive_storage', 'sptotal', 'spfree', 'ndp/cpu_speed'],
];
const INSTANCE_FIELDS = [
  ...['name', 'disk_usage', 'be/memory', 'be/vcpus', 'status', 'pnode', 'snodes', 'tags', 'be/auto_balance'],
  ...['disk_template', 'be/spindle_use', 'disk.sizes', 'disk.spindles', 'forthcoming'],
];
const GROUP_FIELDS = ['uuid', 'name', 'alloc_policy', 'ipolicy', 'tags'];

const REASONS: Readonly<Record<number, string>> = {
  [RS_NODATA]: 'No data for a field',
  [RS_UNAVAIL]: 'Ganeti reports unavailable data',
  [RS_OFFLINE]: 'Ganeti reports resource as offline',
};

/** A row of a query: values by field name, each with its status. */
class Row {
  readonly #fields: readonly string[];
  readonly #cells: readonly (readonly unknown[])[];
  readonly #kind: string;

  constructor(kind: string, fields: readonly string[], cells: readonly (readonly unknown[])[]) {
    this.#kind = kind;
    this.#fields = fields;
    this.#cells = cells;
  }

  /** The value of a field; an error names item and field. */
  get<T>(field: string, read: Reader<T>): T {
    const [status, value] = this.#cells[this.#fields.indexOf(field)] ?? [];
    try {
      if (status !== RS_NORMAL) throw new HtoolsError(REASONS[Number(status)] ?? 'Unknown field');
      return read(value);
    } catch (error) {
      if (!(error instanceof HtoolsError)) throw error;
      const name = field === 'name' ? '' : this.get('name', asText);
      throw new HtoolsError(`${this.#kind} ${name}: field ${field}: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** The value of a field, or another one when it cannot be had. */
  or<T>(field: string, read: Reader<T>, otherwise: T): T {
    try {
      return this.get(field, read);
    } catch (error) {
      if (error instanceof HtoolsError) return otherwise;
      throw error;
    }
  }
}

const asMaybe =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (v) =>
    v === null ? undefined : read(v);

async function query(
  client: LuxiClient,
  what: typeof QR_NODE | typeof QR_INSTANCE | typeof QR_GROUP,
  kind: string,
  fields: readonly string[],
): Promise<Row[]> {
  const { data } = await client.query(what, fields);
  return data.map((cells) => new Row(kind, fields, cells));
}

function readGroup(row: Row): Group {
  return makeGroup(
    row.get('name', asText),
    row.get('uuid', asText),
    row.get('alloc_policy', asText),
    row.get('tags', asList(asText)),
    [],
    row.get('ipolicy', asPolicy),
  );
}

function readNode(row: Row, groups: readonly Group[], master: string, hypervisor: string): Node {
  const name = row.get('name', asText);
  const offline = row.get('offline', asBool);
  const drained = row.get('drained', asBool);
  const live = !offline && row.get('vm_capable', asBool);
  const uuid = row.get('group.uuid', asText);
  const group = groups.findIndex((g) => g.uuid === uuid);
  if (group < 0) throw new HtoolsError(`Unknown group '${uuid}' for node ${name}`);
  const exclusiveStorage = row.get('ndp/exclusive_storage', asBool);
  const number = (field: string, read = asInteger): number => (live ? row.get(field, read) : 0);
  // Storage that a node does not report counts as none.
  const storage = (field: string, read = asInteger): number => (live ? row.or(field, read, 0) : 0);
  return new Node({
    name,
    group,
    exclusiveStorage,
    tags: row.get('tags', asList(asText)),
    cpuSpeed: row.get('ndp/cpu_speed', asNumber),
    totalSpindles: exclusiveStorage ? number('sptotal') : row.get('ndp/spindle_count', asInteger),
    freeSpindles: storage('spfree'),
    totalMem: number('mtotal', asNumber),
    nodeMem: number('mnode'),
    freeMem: number('mfree'),
    totalDisk: storage('dtotal', asNumber),
    freeDisk: storage('dfree'),
    totalCpus: number('ctotal', asNumber),
    nodeCpus: number('cnos'),
    offline: !live || drained,
    isMaster: name === master,
    hypervisor,
  });
}

function readInstance(row: Row, nodes: ReadonlyMap<string, number>): PlacedInstance {
  const name = row.get('name', asText);
  const index = (node: string): number => {
    const found = nodes.get(node);
    if (found === undefined) throw new HtoolsError(`Unknown node '${node}' for instance ${name}`);
    return found;
  };
  const [secondary] = row.get('snodes', asList(asText));
  const sizes = row.get('disk.sizes', asList(asInteger));
  const spindles = row.get('disk.spindles', asList(asMaybe(asInteger)));
  const instance = new Instance({
    name,
    disk: row.get('disk_usage', asInteger),
    mem: row.get('be/memory', asInteger),
    vcpus: row.get('be/vcpus', asInteger),
    status: row.get('status', asText),
    tags: row.get('tags', asList(asText)),
    autoBalance: row.get('be/auto_balance', asBool),
    diskTemplate: row.get('disk_template', asText),
    spindleUse: row.get('be/spindle_use', asInteger),
    disks: sizes.slice(0, spindles.length).map((size, d) => ({ size, spindles: spindles[d] })),
    forthcoming: row.get('forthcoming', asBool),
    nics: [],
  });
  const primary = index(row.get('pnode', asText));
  return { instance, primary, secondary: secondary === undefined ? NO_NODE : index(secondary) };
}

/** The socket that --luxi means: the one it names or the default one. */
export function luxiSocket(named: string, env: Environment): string {
  return named === '' ? new Paths(env.variables['GANETI_ROOTDIR']).file('querySocket') : named;
}

/** A cluster as the master daemon knows it; what the daemon refuses is an HtoolsError. */
export async function loadLuxi(named: string, env: Environment): Promise<ClusterData> {
  try {
    return await queryCluster(named, env);
  } catch (error) {
    if (!(error instanceof GanetiError)) throw error;
    throw new HtoolsError(error.message, { cause: error });
  }
}

async function queryCluster(named: string, env: Environment): Promise<ClusterData> {
  const client = await LuxiClient.connect(luxiSocket(named, env));
  try {
    const nodeRows = await query(client, 'node', 'Node', NODE_FIELDS);
    const instanceRows = await query(client, 'instance', 'Instance', INSTANCE_FIELDS);
    const info = new JsonRecord(await client.call('QueryClusterInfo', {}));
    const groups = (await query(client, 'group', 'Group', GROUP_FIELDS)).map(readGroup);
    const what = 'Parsing cluster info';
    const master = info.get(what, 'master', asText);
    const hypervisor = info.get(what, 'default_hypervisor', asText);
    const nodes = nodeRows.map((row) => readNode(row, groups, master, hypervisor));
    if (!nodes.some((n) => n.isMaster)) throw new HtoolsError(`Master node ${master} unknown`);
    const nodeIndex = new Map(nodes.map((n, i) => [n.name, i]));
    const instances = instanceRows.map((row) => readInstance(row, nodeIndex));
    const tags = info.get(what, 'tags', asList(asText));
    return { groups, nodes, instances, tags, policy: info.get(what, 'ipolicy', asPolicy), indexBase: 0 };
  } finally {
    client.close();
  }
}
