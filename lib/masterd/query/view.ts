import { byBytes, compareNicely, fillBeParams, fillHvParams, fillNDParams } from '@gnt/objects';
import type { ConfigSnapshot } from '../../config/interface.js';
import { mirrorNodesOf } from '../planning/layout.js';
import type { Disk, Instance, Network, Node, NodeGroup } from '../planning/objects.js';

/** Runs `make` once, at the first use. */
function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function inUuidOrder<T extends { readonly uuid: string }>(objects: Readonly<Record<string, T>>): T[] {
  return Object.values(objects).sort((a, b) => byBytes(a.uuid, b.uuid));
}

function groupedBy<T>(items: readonly T[], keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

/** Remembers the last answer: a list asks for many fields of one item before it comes to the next. */
function rememberingLast<A extends object, T>(make: (item: A) => T): (item: A) => T {
  let last: { readonly item: A; readonly value: T } | undefined;
  return (item) => {
    if (last?.item !== item) last = { item, value: make(item) };
    return last.value;
  };
}

const NOTHING: readonly never[] = [];
const views = new WeakMap<ConfigSnapshot, ConfigView>();

/** A snapshot with the indexes that queries need, each made when first asked for and kept as long as the snapshot. */
export class ConfigView {
  readonly cfg: ConfigSnapshot;
  readonly #byPrimary = lazy(() => groupedBy(this.instances(), (i) => [i.primary_node]));
  readonly #bySecondary = lazy(() => groupedBy(this.instances(), (i) => this.#secondaryUuids(i)));
  readonly #byNetwork = lazy(() => groupedBy(this.instances(), (i) => new Set(i.nics.map((n) => n.network ?? ''))));
  readonly #byGroup = lazy(() => groupedBy(inUuidOrder(this.cfg.nodes), (n) => [n.group]));
  /** All instances, in the order of their UUIDs. */
  readonly instances = lazy(() => inUuidOrder(this.cfg.instances));
  /** All groups, in the order of their UUIDs. */
  readonly groups = lazy(() => inUuidOrder(this.cfg.nodegroups));
  /** Hypervisor parameters of an instance, filled. */
  readonly hvParams = rememberingLast((i: Instance) => fillHvParams(this.cfg.cluster, i));
  /** Backend parameters of an instance, filled. */
  readonly beParams = rememberingLast((i: Instance) => fillBeParams(this.cfg.cluster, i.beparams));
  /** Parameters of a node, filled; undefined while its group is missing. */
  readonly ndParams = rememberingLast((node: Node) => {
    const group = this.groupOf(node);
    return group && fillNDParams(this.cfg.cluster, group, node);
  });
  readonly #sorted = new Map<string, readonly unknown[]>();

  constructor(cfg: ConfigSnapshot) {
    this.cfg = cfg;
  }

  /** The view of a snapshot; the same one each time. */
  static of(cfg: ConfigSnapshot): ConfigView {
    let view = views.get(cfg);
    if (!view) views.set(cfg, (view = new ConfigView(cfg)));
    return view;
  }

  primaryInstances(node: string): readonly Instance[] {
    return this.#byPrimary().get(node) ?? NOTHING;
  }
  secondaryInstances(node: string): readonly Instance[] {
    return this.#bySecondary().get(node) ?? NOTHING;
  }
  instancesOfNetwork(network: string): readonly Instance[] {
    return this.#byNetwork().get(network) ?? NOTHING;
  }
  /** Nodes of a group, in the order of their UUIDs. */
  nodesOfGroup(group: string): readonly Node[] {
    return this.#byGroup().get(group) ?? NOTHING;
  }
  instancesOfGroup(group: string): readonly Instance[] {
    return this.nodesOfGroup(group).flatMap((node) => this.primaryInstances(node.uuid));
  }
  primaryNode(instance: Instance): Node | undefined {
    return this.cfg.nodes[instance.primary_node];
  }
  groupOf(node: Node | undefined): NodeGroup | undefined {
    return node && this.cfg.nodegroups[node.group];
  }
  network(uuid: string | null | undefined): Network | undefined {
    return typeof uuid === 'string' ? this.cfg.networks[uuid] : undefined;
  }
  /** The disks of an instance in order; undefined when the configuration lacks one. */
  disks(instance: Instance): readonly Disk[] | undefined {
    const disks = instance.disks.map((uuid) => this.cfg.disks[uuid]).filter((disk) => disk !== undefined);
    return disks.length === instance.disks.length ? disks : undefined;
  }
  /** Secondary nodes of an instance. */
  secondaryNodes(instance: Instance): Node[] {
    return this.#secondaryUuids(instance)
      .map((uuid) => this.cfg.nodes[uuid])
      .filter((node) => node !== undefined);
  }

  #secondaryUuids(instance: Instance): string[] {
    return mirrorNodesOf(this.disks(instance) ?? []).filter((uuid) => uuid !== instance.primary_node);
  }

  /** Objects of one kind in the order of a list: by name, numbers in names as numbers. */
  sorted<K extends 'nodes' | 'instances' | 'nodegroups' | 'networks' | 'filters'>(
    kind: K,
  ): readonly ConfigSnapshot[K][string][] {
    let list = this.#sorted.get(kind);
    if (!list) {
      const keyOf = (o: object): string => ('name' in o && typeof o.name === 'string' ? o.name : '');
      const keyed = kind === 'filters' ? (o: { uuid: string }) => o.uuid : keyOf;
      list = inUuidOrder(this.cfg[kind] as Readonly<Record<string, { readonly uuid: string }>>).sort((a, b) =>
        compareNicely(keyed(a), keyed(b)),
      );
      this.#sorted.set(kind, list);
    }
    return list as readonly ConfigSnapshot[K][string][];
  }
}
