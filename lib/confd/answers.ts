import * as c from '@gnt/constants';
import { byBytes } from '@gnt/objects';
import { MOND_COLLECTORS, mondCollector, type ConfdRequestName, type MondCollectorName } from '@gnt/protocol';
import { valueAt } from './json-pointer.js';
import { disksOf, instanceOf, NoEntry, nodeOf } from './lookup.js';
import type { DictQuery, Query } from './request.js';
import type { Snapshot } from './snapshot.js';

/** What goes out: a status, a value, and the serial number of what it was taken from. */
export interface Answer {
  readonly status: number;
  readonly answer: unknown;
  readonly serial: number;
}

type Answerer = (snapshot: Snapshot, query: Query) => Answer;

/** An answer in words that says what is wrong. */
export class Refused extends Error {}

function ok(answer: unknown, serial: number): Answer {
  return { status: c.CONFD_REPL_STATUS_OK, answer, serial };
}
function failed(answer: number | string): Answer {
  return { status: c.CONFD_REPL_STATUS_ERROR, answer, serial: 0 };
}
/** An answer that holds for the cluster as a whole. */
function ofCluster({ config }: Snapshot, answer: unknown): Answer {
  return ok(answer, config.cluster.serial_no);
}

function textQuery(query: Query): string {
  if (typeof query === 'string') return query;
  throw new Refused(`Invalid query type ${query === null ? 'EmptyQuery' : 'DictQuery'}`);
}

/** Runs `find`; an entry that is not there is reported in the words that `say` makes of it. */
function found<T>(find: () => T, say: (e: NoEntry) => string): T {
  try {
    return find();
  } catch (e) {
    if (e instanceof NoEntry) throw new Refused(say(e));
    throw e;
  }
}
const told = (e: NoEntry): string => e.told;
const shown = (e: NoEntry): string => e.shown;

function roleOf(snapshot: Snapshot, query: Query): Answer {
  const name = textQuery(query);
  const master = found(() => nodeOf(snapshot, snapshot.config.cluster.master_node), told);
  const node = found(() => nodeOf(snapshot, name), told);
  const role = (): number => {
    // As there: the master is known by its full name only.
    if (master.name === name) return c.CONFD_NODE_ROLE_MASTER;
    if (node.drained) return c.CONFD_NODE_ROLE_DRAINED;
    if (node.offline) return c.CONFD_NODE_ROLE_OFFLINE;
    return node.master_candidate ? c.CONFD_NODE_ROLE_CANDIDATE : c.CONFD_NODE_ROLE_REGULAR;
  };
  return ofCluster(snapshot, role());
}

function masterOf(snapshot: Snapshot, query: Query): Answer {
  const { cluster } = snapshot.config;
  if (typeof query === 'string') return failed(c.CONFD_ERROR_ARGUMENT);
  const master = (say: (e: NoEntry) => string): ReturnType<typeof nodeOf> =>
    found(() => nodeOf(snapshot, cluster.master_node), say);
  if (query === null) return ofCluster(snapshot, master(told).name);
  const { name, primary_ip } = master(shown);
  const values = new Map([
    [c.CONFD_REQFIELD_NAME, name],
    [c.CONFD_REQFIELD_IP, cluster.master_ip],
    [c.CONFD_REQFIELD_MNODE_PIP, primary_ip],
  ] as [number, string][]);
  return ofCluster(
    snapshot,
    query.fields.map((field) => values.get(field)),
  );
}

function nodeAddressOf(snapshot: Snapshot, link: string, ip: string): Answer {
  const name = snapshot.addresses.get(link)?.get(ip);
  const instance = name === undefined ? undefined : snapshot.instancesByName.get(name);
  const node = instance && snapshot.config.nodes[instance.primary_node];
  return node ? ofCluster(snapshot, node.primary_ip) : failed(c.CONFD_ERROR_UNKNOWN_ENTRY);
}

function nodeAddresses(snapshot: Snapshot, { link = snapshot.defaultLink, ip, ipList }: DictQuery): Answer {
  if (ip !== undefined) return nodeAddressOf(snapshot, link, ip);
  const answers = ipList.map((one) => nodeAddressOf(snapshot, link, one));
  return ofCluster(
    snapshot,
    answers.map(({ status, answer, serial }) => [status, answer, serial]),
  );
}

function drbdOf(snapshot: Snapshot, query: Query): Answer {
  const node = found(() => nodeOf(snapshot, textQuery(query)), shown);
  const rows = (snapshot.minorsOf.get(node.uuid) ?? []).map(({ minor, instance, disk, role, peer }) => {
    const peerName = found(() => nodeOf(snapshot, peer), shown).name;
    return [node.name, minor, instance, disk, role, peerName];
  });
  return ok(rows, node.serial_no);
}

function instancesOf(snapshot: Snapshot, query: Query): Answer {
  const name = textQuery(query);
  const node = found(
    () => nodeOf(snapshot, name),
    (e) => `Node not found in the configuration: ${e.shown}`,
  );
  const { primary, secondary } = snapshot.onNode.get(node.uuid) ?? { primary: [], secondary: [] };
  return ok([primary, secondary], node.serial_no);
}

function instanceDisks(snapshot: Snapshot, query: Query): Answer {
  const name = textQuery(query);
  const instance = found(
    () => instanceOf(snapshot, name),
    (e) => `Instance not found in the configuration: ${e.shown}`,
  );
  const disks = found(
    () => disksOf(snapshot, instance),
    (e) => `Could not retrieve disks: ${e.shown}`,
  );
  return ok(disks, instance.serial_no);
}

function collectors(snapshot: Snapshot): Answer {
  const { data_collectors, enabled_hypervisors } = snapshot.config.cluster;
  const switches = (data_collectors as typeof data_collectors | undefined) ?? {};
  const xen = enabled_hypervisors.some((hv) => hv === c.HT_XEN_PVM || hv === c.HT_XEN_HVM);
  const row = (name: MondCollectorName): [string, { active: boolean; interval: number }] => {
    const { active, interval } = switches[name] ?? { active: true, interval: c.MOND_TIME_INTERVAL * 1e6 };
    return [name, { active: active && (xen || mondCollector(name).xenOnly !== true), interval }];
  };
  const names = (Object.keys(MOND_COLLECTORS) as MondCollectorName[]).sort(byBytes);
  return ofCluster(snapshot, Object.fromEntries(names.map(row)));
}

function linkAddresses(snapshot: Snapshot, query: Query): Answer {
  if (query !== null && typeof query !== 'string') throw new Refused('Invalid query type');
  const names = snapshot.addresses.get(query ?? snapshot.defaultLink);
  return ofCluster(snapshot, [...(names?.keys() ?? [])].sort(byBytes));
}

function configValue(snapshot: Snapshot, query: Query): Answer {
  const value = valueAt(snapshot.config, textQuery(query));
  return value === undefined ? failed(c.CONFD_ERROR_ARGUMENT) : ofCluster(snapshot, value);
}

/** Addresses of nodes, the last uuid's first, as there. */
function primaryIps(snapshot: Snapshot, candidatesOnly: boolean): Answer {
  const nodes = snapshot.nodes.filter((n) => !candidatesOnly || n.master_candidate);
  return ofCluster(snapshot, nodes.map((n) => n.primary_ip).reverse());
}

const ANSWERERS: Readonly<Record<ConfdRequestName, Answerer>> = {
  REQ_PING: ({ config }) => ok(config.version, 0),
  REQ_NODE_ROLE_BYNAME: roleOf,
  REQ_NODE_PIP_BY_INSTANCE_IP: (snapshot, query) =>
    query === null || typeof query === 'string' ? failed(c.CONFD_ERROR_ARGUMENT) : nodeAddresses(snapshot, query),
  REQ_CLUSTER_MASTER: masterOf,
  REQ_NODE_PIP_LIST: (snapshot) => primaryIps(snapshot, false),
  REQ_MC_PIP_LIST: (snapshot) => primaryIps(snapshot, true),
  REQ_INSTANCES_IPS_LIST: linkAddresses,
  REQ_NODE_DRBD: drbdOf,
  REQ_NODE_INSTANCES: instancesOf,
  REQ_INSTANCE_DISKS: instanceDisks,
  REQ_CONFIG_QUERY: configValue,
  REQ_DATA_COLLECTORS: collectors,
};

/** Answers a question from a snapshot; what is wrong with it is an answer too. */
export function answer(snapshot: Snapshot, name: ConfdRequestName, query: Query): Answer {
  try {
    return ANSWERERS[name](snapshot, query);
  } catch (e) {
    if (e instanceof Refused) return failed(e.message);
    throw e;
  }
}

/** The answer to everything while there is no configuration. */
export function unavailable(why: string): Answer {
  return failed(why);
}
