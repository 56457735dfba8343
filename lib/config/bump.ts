import type { ConfigData } from '@gnt/objects';
import type { ConfigSnapshot } from './interface.js';

/** What a change does to the serial number and modification time of the cluster object. */
type ClusterEffect = 'none' | 'serial' | 'serial and mtime';

interface Rule {
  readonly added: ClusterEffect;
  readonly removed: ClusterEffect;
  readonly changed: ClusterEffect;
  /** Fields whose change alone does not raise the object's own number, and what it does to the cluster's. */
  readonly quiet: Readonly<Record<string, ClusterEffect>>;
}

/** Collections whose objects are numbered. */
export const NUMBERED = ['nodes', 'nodegroups', 'instances', 'networks', 'disks'] as const;
export type NumberedCollection = (typeof NUMBERED)[number];

/**
 * How the original numbers changes (lib/config/__init__.py, src/Ganeti/WConfd/ConfigModifications.hs): most go through an
 * update of the object, some write a field behind its back.
 */
const RULES: Readonly<Record<NumberedCollection, Rule>> = {
  nodes: { added: 'serial', removed: 'serial', changed: 'serial and mtime', quiet: {} },
  nodegroups: { added: 'serial', removed: 'serial', changed: 'none', quiet: {} },
  instances: {
    added: 'none',
    removed: 'serial and mtime',
    changed: 'none',
    quiet: { primary_node: 'none', name: 'serial' },
  },
  networks: { added: 'serial', removed: 'serial', changed: 'none', quiet: { reservations: 'none' } },
  disks: {
    added: 'none',
    removed: 'serial and mtime',
    changed: 'none',
    quiet: { iv_name: 'none', nodes: 'none', logical_id: 'none' },
  },
};
const CLUSTER_QUIET = ['highest_used_port', 'tcpudp_port_pool'];
const STAMPS = ['serial_no', 'mtime', 'ctime'];

type Item = Record<string, unknown> & { serial_no: number; ctime: number; mtime: number };

/** What differs between two versions of a collection. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares collections by identity of their objects, which unchanged ones keep. */
export function differenceOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Difference {
  const added: string[] = [];
  const changed: string[] = [];
  if (before === after) return { added, removed: [], changed };
  const keys = Object.keys(after);
  for (const key of keys) {
    if (before[key] === after[key]) continue;
    if (Object.hasOwn(before, key)) changed.push(key);
    else added.push(key);
  }
  const old = Object.keys(before);
  // as many kept as there were: nothing was removed
  const removed = keys.length - added.length === old.length ? [] : old.filter((key) => !Object.hasOwn(after, key));
  return { added, removed, changed };
}

export type Collection = NumberedCollection | 'filters';
export type Differences = Readonly<Record<Collection, Difference>>;

/** What differs between two states, collection by collection. */
export function differencesOf(before: ConfigSnapshot, after: ConfigSnapshot): Differences {
  const names = [...NUMBERED, 'filters'] as const;
  return Object.fromEntries(names.map((name) => [name, differenceOf(before[name], after[name])])) as Differences;
}

function fieldsChanged(before: Item, after: Item): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !STAMPS.includes(name) && before[name] !== after[name]);
}

/** Writes to the new version `after`, whose changed objects are not shared; frozen ones are replaced by copies. */
class Bumper {
  readonly #before: ConfigSnapshot;
  readonly #after: ConfigData;
  readonly #now: number;
  readonly #cluster = new Set<ClusterEffect>();

  constructor(before: ConfigSnapshot, after: ConfigData, now: number) {
    this.#before = before;
    this.#after = after;
    this.#now = now;
  }

  collection(name: NumberedCollection, { added, removed, changed }: Difference): void {
    const [before, after] = [
      this.#before[name] as Record<string, Item>,
      this.#after[name] as object as Record<string, Item>,
    ];
    const rule = RULES[name];
    for (const key of added) {
      const item = after[key];
      if (item)
        after[key] = { ...item, serial_no: 1, ctime: item.ctime > 0 ? item.ctime : this.#now, mtime: this.#now };
      this.#cluster.add(rule.added);
    }
    if (removed.length > 0) this.#cluster.add(rule.removed);
    for (const key of changed) this.#changed(name, key, before[key], after[key]);
  }

  #changed(name: NumberedCollection, key: string, before: Item | undefined, after: Item | undefined): void {
    if (!before || !after) return;
    const rule = RULES[name];
    const fields = fieldsChanged(before, after);
    for (const field of fields) {
      const effect = rule.quiet[field];
      if (effect !== undefined) this.#cluster.add(effect);
    }
    if (fields.every((field) => field in rule.quiet)) return;
    this.#cluster.add(rule.changed);
    this.#raise(name, key);
    // Moving a node renumbers both of its groups (AssignGroupNodes).
    if (name === 'nodes' && fields.includes('group')) {
      for (const group of [before['group'], after['group']]) this.#raise('nodegroups', String(group));
    }
  }

  #raise(name: NumberedCollection, key: string): void {
    let collection = this.#after[name] as unknown as Record<string, Item>;
    const [item, old] = [collection[key], (this.#before[name] as Record<string, Item>)[key]];
    if (!item || !old) return;
    if (Object.isFrozen(collection)) {
      collection = { ...collection };
      Object.assign(this.#after, { [name]: collection });
    }
    collection[key] = { ...item, serial_no: old.serial_no + 1, mtime: this.#now };
  }

  cluster(): void {
    const before = this.#before.cluster as object as Item;
    const after = this.#after.cluster as object as Item;
    const loud = before !== after && fieldsChanged(before, after).some((field) => !CLUSTER_QUIET.includes(field));
    if (loud) this.#cluster.add('serial and mtime');
    if (!this.#cluster.has('serial') && !this.#cluster.has('serial and mtime')) return;
    const mtime = this.#cluster.has('serial and mtime') ? this.#now : before.mtime;
    this.#after.cluster = { ...this.#after.cluster, serial_no: before.serial_no + 1, mtime };
  }
}

/** Raises serial numbers and modification times in `after` as the original does for what changed since `before`. */
export function bumpSerials(before: ConfigSnapshot, after: ConfigData, differences: Differences, now: number): void {
  const bumper = new Bumper(before, after, now);
  for (const name of NUMBERED) bumper.collection(name, differences[name]);
  bumper.cluster();
  after.serial_no = before.serial_no + 1;
  after.mtime = now;
}
