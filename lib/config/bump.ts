import {
  COLLECTIONS,
  type Chunk,
  type ChunkedData,
  type Collection,
  type ConfigState,
  type Item,
  type Successor,
} from './state.js';

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
const NUMBERED = ['nodes', 'nodegroups', 'instances', 'networks', 'disks'] as const;
type NumberedCollection = (typeof NUMBERED)[number];

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

type Stamped = Item & { readonly serial_no: number; readonly ctime: number; readonly mtime: number };

/** What differs between two versions of a collection. */
export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}
export type Differences = Readonly<Record<Collection, Difference>>;

/** Compares collections by identity of their chunks and objects, which unchanged ones keep. */
function differenceOf(before: readonly Chunk[], after: readonly Chunk[]): Difference {
  const added: string[] = [];
  const removed: string[] = [];
  const changed: string[] = [];
  if (before === after) return { added, removed, changed };
  for (const [i, chunk] of after.entries()) {
    const old = before[i] ?? {};
    if (chunk === old) continue;
    for (const key of Object.keys(chunk)) {
      if (old[key] === chunk[key]) continue;
      (Object.hasOwn(old, key) ? changed : added).push(key);
    }
    removed.push(...Object.keys(old).filter((key) => !Object.hasOwn(chunk, key)));
  }
  return { added, removed, changed };
}

/** What differs between two states, collection by collection. */
export function differencesOf(before: ChunkedData, after: ChunkedData): Differences {
  return Object.fromEntries(
    COLLECTIONS.map((name) => [name, differenceOf(before[name], after[name])]),
  ) as unknown as Differences;
}

function fieldsChanged(before: Item, after: Item): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !STAMPS.includes(name) && before[name] !== after[name]);
}

/** Writes to the new version `after`. */
class Bumper {
  readonly #before: ConfigState;
  readonly #after: Successor;
  readonly #now: number;
  readonly #cluster = new Set<ClusterEffect>();

  constructor(before: ConfigState, after: Successor, now: number) {
    this.#before = before;
    this.#after = after;
    this.#now = now;
  }

  collection(name: NumberedCollection, { added, removed, changed }: Difference): void {
    const rule = RULES[name];
    for (const key of added) {
      const item = this.#after.item(name, key) as Stamped | undefined;
      const ctime = item && item.ctime > 0 ? item.ctime : this.#now;
      if (item) this.#after.put(name, key, { ...item, serial_no: 1, ctime, mtime: this.#now });
      this.#cluster.add(rule.added);
    }
    if (removed.length > 0) this.#cluster.add(rule.removed);
    for (const key of changed) this.#changed(name, key);
  }

  #changed(name: NumberedCollection, key: string): void {
    const [before, after] = [this.#before.item(name, key), this.#after.item(name, key)];
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
    const item = this.#after.item(name, key);
    const old = this.#before.item(name, key) as Stamped | undefined;
    if (item && old) this.#after.put(name, key, { ...item, serial_no: old.serial_no + 1, mtime: this.#now });
  }

  cluster(): void {
    const { data } = this.#after;
    const [before, after] = [this.#before.data.cluster, data.cluster];
    const loud =
      before !== after &&
      fieldsChanged(before as object as Item, after as object as Item).some((field) => !CLUSTER_QUIET.includes(field));
    if (loud) this.#cluster.add('serial and mtime');
    if (!this.#cluster.has('serial') && !this.#cluster.has('serial and mtime')) return;
    const mtime = this.#cluster.has('serial and mtime') ? this.#now : before.mtime;
    data.cluster = { ...after, serial_no: before.serial_no + 1, mtime };
  }
}

/** Raises serial numbers and modification times in `after` as the original does for what changed since `before`. */
export function bumpSerials(before: ConfigState, after: Successor, differences: Differences, now: number): void {
  const bumper = new Bumper(before, after, now);
  for (const name of NUMBERED) bumper.collection(name, differences[name]);
  bumper.cluster();
  after.data.serial_no = before.data.serial_no + 1;
  after.data.mtime = now;
}
