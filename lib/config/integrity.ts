import { anyClass, clusterClass, configObjects, type AnyObjectClass } from '@gnt/objects';
import type { Collection, Differences } from './bump.js';
import type { ConfigSnapshot } from './interface.js';
import { shapeFaults } from './shape.js';

type Item = { readonly uuid: string } & Readonly<Record<string, unknown>>;

/** Fields that hold uuids of another collection. */
const REFERENCES: readonly { from: Collection; field: string; to: Collection; what: string }[] = [
  { from: 'nodes', field: 'group', to: 'nodegroups', what: 'node group' },
  { from: 'instances', field: 'primary_node', to: 'nodes', what: 'primary node' },
  { from: 'instances', field: 'disks', to: 'disks', what: 'disk' },
];
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

function* referenceFaults(cfg: ConfigSnapshot, from: Collection, key: string, item: Item): Generator<string> {
  if (item.uuid !== key) yield `${label(from, key, item)} is indexed by wrong UUID '${key}'`;
  for (const { field, to, what } of REFERENCES.filter((r) => r.from === from)) {
    const value = item[field];
    for (const uuid of Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value]) {
      if (!Object.hasOwn(cfg[to], String(uuid)))
        yield `${label(from, key, item)} references a non-existing ${what} UUID '${String(uuid)}'`;
    }
  }
}

const keys = Object.keys(CLASSES) as Collection[];

/** Broken references of the given configuration as a whole. */
export function* allReferenceFaults(cfg: ConfigSnapshot): Generator<string> {
  for (const name of keys) {
    for (const [key, item] of Object.entries<object>(cfg[name])) yield* referenceFaults(cfg, name, key, item as Item);
  }
  if (!Object.hasOwn(cfg.nodes, cfg.cluster.master_node))
    yield `cluster has invalid primary node ${cfg.cluster.master_node}`;
}

/** What a change broke: shapes of objects it touched, and references from or to them. Costs what changed. */
export function* changeFaults(
  before: ConfigSnapshot,
  after: ConfigSnapshot,
  differences: Differences,
): Generator<string> {
  if (before.cluster !== after.cluster) yield* shapeFaults(anyClass(clusterClass), after.cluster, 'cluster');
  let removed = before.cluster.master_node !== after.cluster.master_node;
  for (const name of keys) {
    const difference = differences[name];
    removed ||= difference.removed.length > 0 && REFERENCES.some((r) => r.to === name);
    const cls = configObjects[CLASSES[name]] as AnyObjectClass;
    for (const key of [...difference.added, ...difference.changed]) {
      const item = after[name][key] as unknown as Item;
      yield* shapeFaults(cls, item, `${name}.${key}`);
      yield* referenceFaults(after, name, key, item);
    }
  }
  // who may have pointed at what went away is not known without looking at all
  if (removed) yield* allReferenceFaults(after);
}
