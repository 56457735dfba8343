import { anyClass, clusterClass, configObjects, type AnyObjectClass } from '@gnt/objects';
import type { Differences } from './bump.js';
import type { ConfigSnapshot } from './interface.js';
import { shapeFaults } from './shape.js';
import { COLLECTIONS, type Collection, type ConfigState, type Item } from './state.js';

interface Reference {
  readonly field: string;
  readonly to: Collection;
  readonly what: string;
}

/** Fields that hold uuids of another collection. */
const REFERENCES: Partial<Record<Collection, readonly Reference[]>> = {
  nodes: [{ field: 'group', to: 'nodegroups', what: 'node group' }],
  instances: [
    { field: 'primary_node', to: 'nodes', what: 'primary node' },
    { field: 'disks', to: 'disks', what: 'disk' },
  ],
};
const CLASSES: Readonly<Record<Collection, string>> = {
  nodes: 'Node',
  nodegroups: 'NodeGroup',
  instances: 'Instance',
  networks: 'Network',
  disks: 'Disk',
  filters: 'FilterRule',
};

function label(collection: Collection, key: string, item: Item): string {
  const name = item['name'];
  return `${CLASSES[collection]} '${typeof name === 'string' ? name : key}'`;
}

/** Whether an object is there. */
type Known = (collection: Collection, uuid: string) => boolean;

function* referenceFaults(known: Known, from: Collection, key: string, item: Item): Generator<string> {
  if (item['uuid'] !== key) yield `${label(from, key, item)} is indexed by wrong UUID '${key}'`;
  for (const { field, to, what } of REFERENCES[from] ?? []) {
    const value = item[field];
    for (const uuid of Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]) {
      if (!known(to, String(uuid)))
        yield `${label(from, key, item)} references a non-existing ${what} UUID '${String(uuid)}'`;
    }
  }
}

function* masterFaults(known: Known, master: string): Generator<string> {
  if (!known('nodes', master)) yield `cluster has invalid primary node ${master}`;
}

/** Broken references of the given configuration as a whole. */
export function* allReferenceFaults(cfg: ConfigSnapshot): Generator<string> {
  const known: Known = (collection, uuid) => Object.hasOwn(cfg[collection], uuid);
  for (const name of COLLECTIONS) {
    for (const [key, item] of Object.entries<object>(cfg[name])) yield* referenceFaults(known, name, key, item as Item);
  }
  yield* masterFaults(known, cfg.cluster.master_node);
}

/** Who still points at what a change removed; costs one look at each object that may. */
function* danglingFaults(after: ConfigState, differences: Differences, known: Known): Generator<string> {
  for (const from of COLLECTIONS) {
    const fields = (REFERENCES[from] ?? []).filter(({ to }) => differences[to].removed.length > 0);
    if (fields.length === 0) continue;
    const gone = new Set(fields.flatMap(({ to }) => differences[to].removed));
    const points = (value: unknown): boolean =>
      Array.isArray(value) ? value.some((uuid) => gone.has(String(uuid))) : gone.has(String(value));
    for (const chunk of after.data[from]) {
      for (const key of Object.keys(chunk)) {
        const item = chunk[key];
        if (item && fields.some(({ field }) => points(item[field]))) yield* referenceFaults(known, from, key, item);
      }
    }
  }
}

/** What a change broke: shapes of objects it touched, and references from or to them. Costs what changed. */
export function* changeFaults(before: ConfigState, after: ConfigState, differences: Differences): Generator<string> {
  const known: Known = (collection, uuid) => after.item(collection, uuid) !== undefined;
  const { cluster } = after.data;
  if (before.data.cluster !== cluster) yield* shapeFaults(anyClass(clusterClass), cluster, 'cluster');
  for (const name of COLLECTIONS) {
    const difference = differences[name];
    const cls = configObjects[CLASSES[name]] as AnyObjectClass;
    for (const key of [...difference.added, ...difference.changed]) {
      const item = after.item(name, key) as Item;
      yield* shapeFaults(cls, item, `${name}.${key}`);
      yield* referenceFaults(known, name, key, item);
    }
  }
  yield* danglingFaults(after, differences, known);
  yield* masterFaults(known, cluster.master_node);
}
