import { byBytes } from '@gnt/objects';
import type { ConfigData, Disk, Instance, Node } from '@gnt/objects';
import { parseSliced, type Json } from './sliced-json.js';
import { Slices } from './slices.js';
import type { Clock } from '../common/clock.js';

/** One DRBD device of a node, seen from there. */
export interface NodeMinor {
  readonly minor: number;
  readonly instance: string;
  /** As `disk/0`. */
  readonly disk: string;
  readonly role: 'primary' | 'secondary';
  /** Uuid of the other node. */
  readonly peer: string;
}

/** Instances of a node, each list in the order of their uuids. */
export interface NodeInstances {
  readonly primary: Instance[];
  readonly secondary: Instance[];
}

/** A configuration with what the answers look up; never changes. */
export interface Snapshot {
  readonly config: ConfigData;
  /** In the order of their uuids. */
  readonly nodes: readonly Node[];
  readonly instances: readonly Instance[];
  readonly nodesByName: ReadonlyMap<string, Node>;
  readonly instancesByName: ReadonlyMap<string, Instance>;
  readonly onNode: ReadonlyMap<string, NodeInstances>;
  readonly minorsOf: ReadonlyMap<string, readonly NodeMinor[]>;
  /** Names of instances by link, then address. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly defaultLink: string;
}

/** Fields without which no answer makes sense, by part of the configuration. */
const NEEDED = {
  nodes: { name: 'string', primary_ip: 'string', uuid: 'string' },
  instances: { uuid: 'string' },
  disks: { uuid: 'string' },
} as const;
const NEEDED_CLUSTER = { serial_no: 'number', master_node: 'string', master_ip: 'string' } as const;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function demand(object: unknown, fields: Readonly<Record<string, string>>, path: string): void {
  if (!isJson(object)) throw new Error(`${path} is not an object`);
  for (const [name, type] of Object.entries(fields))
    if (typeof object[name] !== type) throw new Error(`${path}.${name} is not a ${type}`);
}

async function checked(config: Json, slices: Slices): Promise<ConfigData> {
  if (typeof config['version'] !== 'number') throw new Error('version is not a number');
  demand(config['cluster'], NEEDED_CLUSTER, 'cluster');
  for (const [part, fields] of Object.entries(NEEDED)) {
    const objects = config[part];
    if (!isJson(objects)) throw new Error(`${part} is not an object`);
    for (const [uuid, object] of Object.entries(objects)) {
      demand(object, fields, `${part}.${uuid}`);
      if (slices.due) await slices.rest();
    }
  }
  return config as unknown as ConfigData;
}

function sortedValues<T>(objects: Readonly<Record<string, T>>): T[] {
  return Object.keys(objects)
    .sort(byBytes)
    .flatMap((uuid) => objects[uuid] ?? []);
}

type DrbdId = readonly [string, string, number, number, number, string];

function drbdOf(disk: Disk): DrbdId | undefined {
  return disk.dev_type === 'drbd' ? (disk.logical_id as unknown as DrbdId) : undefined;
}

/** Devices of a disk and its children: node, minor there, other node. */
function* devicesOf(disk: Disk): Generator<readonly [string, number, string]> {
  const id = drbdOf(disk);
  if (id) {
    yield [id[0], id[3], id[1]];
    if (id[1] !== id[0]) yield [id[1], id[4], id[0]];
  }
  for (const child of (disk.children as readonly Disk[] | undefined) ?? []) yield* devicesOf(child);
}

/** What is collected while the instances are walked through. */
class Index {
  readonly onNode = new Map<string, NodeInstances>();
  readonly minorsOf = new Map<string, NodeMinor[]>();
  readonly addresses = new Map<string, Map<string, string>>();
  readonly #config: ConfigData;
  readonly #defaultLink: string;

  constructor(config: ConfigData, defaultLink: string) {
    this.#config = config;
    this.#defaultLink = defaultLink;
  }

  add(instance: Instance): void {
    const uuids = (instance.disks as readonly string[] | undefined) ?? [];
    const disks = uuids.map((uuid) => this.#config.disks[uuid]);
    const known = disks.filter((d) => d !== undefined);
    this.#addNodes(instance, known);
    // As there: an instance of which a disk is missing shows no devices at all.
    if (known.length === disks.length) this.#addMinors(instance, known);
    for (const nic of (instance.nics as Instance['nics'] | undefined) ?? []) {
      if (nic.ip == null) continue;
      const link = (nic.nicparams as { link?: string } | undefined)?.link ?? this.#defaultLink;
      const names = this.addresses.get(link) ?? new Map<string, string>();
      this.addresses.set(link, names.set(nic.ip, nameOf(instance)));
    }
  }

  #node(uuid: string): NodeInstances {
    let found = this.onNode.get(uuid);
    if (!found) this.onNode.set(uuid, (found = { primary: [], secondary: [] }));
    return found;
  }

  #addNodes(instance: Instance, disks: readonly Disk[]): void {
    const primary = instance.primary_node as string | undefined;
    if (primary === undefined) return;
    this.#node(primary).primary.push(instance);
    const others = disks.flatMap((disk) => {
      const id = drbdOf(disk);
      return id ? [id[0] === primary ? id[1] : id[0]] : [];
    });
    for (const uuid of new Set(others)) this.#node(uuid).secondary.push(instance);
  }

  #addMinors(instance: Instance, disks: readonly Disk[]): void {
    for (const [i, disk] of disks.entries()) {
      for (const [node, minor, peer] of devicesOf(disk)) {
        const role = node === instance.primary_node ? 'primary' : 'secondary';
        const minors = this.minorsOf.get(node) ?? [];
        this.minorsOf.set(node, minors);
        minors.push({ minor, instance: instanceName(instance) ?? '', disk: `disk/${String(i)}`, role, peer });
      }
    }
  }
}

/** Its name; a forthcoming instance may have none. */
function instanceName(instance: Instance): string | undefined {
  return instance.name;
}
function nameOf(instance: Instance): string {
  return instanceName(instance) ?? instance.uuid;
}

/** Reads a configuration's text, giving way to packets all the time; throws when it is not whole. */
export async function readSnapshot(text: string, clock: Clock): Promise<Snapshot> {
  const slices = new Slices(clock);
  const config = await checked(await parseSliced(text, slices), slices);
  const nicparams = config.cluster.nicparams as Readonly<Record<string, { link?: string } | undefined>> | undefined;
  const defaultLink = nicparams?.['default']?.link ?? '';
  const nodes = sortedValues(config.nodes);
  const instances = sortedValues(config.instances);
  const index = new Index(config, defaultLink);
  for (const instance of instances) {
    index.add(instance);
    if (slices.due) await slices.rest();
  }
  return {
    config,
    nodes,
    instances,
    nodesByName: new Map(nodes.map((n) => [n.name, n])),
    instancesByName: new Map(instances.flatMap((i) => (instanceName(i) ? [[i.name, i] as const] : []))),
    onNode: index.onNode,
    minorsOf: index.minorsOf,
    addresses: index.addresses,
    defaultLink,
  };
}
