import type { ConfigData } from '@gnt/objects';
import type { ConfigSnapshot } from './interface.js';

/** The maps of config.data, keyed by uuid. */
export const COLLECTIONS = ['nodes', 'nodegroups', 'instances', 'networks', 'disks', 'filters'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** An object of a collection, whatever its class. */
export type Item = Readonly<Record<string, unknown>>;
/** Part of a collection: the objects whose keys lie in one range. */
export type Chunk = Readonly<Record<string, Item>>;
type Maps<T> = { readonly [C in Collection]: T };
/** The configuration with each collection cut into chunks, so that a change copies one of them and not the whole. */
export type ChunkedData = Readonly<Omit<ConfigData, Collection>> & Maps<readonly Chunk[]>;

const RANKS = 16;
const CHUNKS = RANKS * RANKS;
const NINE = 9;
const A_RANK = 10;

/** Rank of a character among hexadecimal digits, never falling with its code; not `exact` when it is none. */
function hexRank(unit: number): { readonly rank: number; readonly exact: boolean } {
  if (!(unit >= 0x30)) return { rank: 0, exact: false };
  if (unit <= 0x39) return { rank: Math.min(unit - 0x30, NINE), exact: true };
  if (unit < 0x61) return { rank: A_RANK, exact: false };
  return unit <= 0x66 ? { rank: unit - 0x61 + A_RANK, exact: true } : { rank: RANKS - 1, exact: false };
}

/** The chunk a key belongs to. Grows with the order of keys by bytes, so chunks in order hold keys in order. */
export function chunkOf(key: string): number {
  const first = hexRank(key.charCodeAt(0));
  if (!first.exact) return first.rank === RANKS - 1 ? CHUNKS - 1 : first.rank * RANKS;
  return first.rank * RANKS + hexRank(key.charCodeAt(1)).rank;
}

const EMPTY: Chunk = Object.freeze({});

function chunked(map: Readonly<Record<string, unknown>>): readonly Chunk[] {
  const chunks: Record<string, Item>[] = [];
  for (const [key, item] of Object.entries(map)) (chunks[chunkOf(key)] ??= {})[key] = item as Item;
  return Object.freeze(Array.from({ length: CHUNKS }, (_, i) => Object.freeze(chunks[i] ?? EMPTY)));
}

/** A map of a whole collection, made when somebody asks for it. */
class LazyMap {
  readonly #chunks: readonly Chunk[];
  readonly order: readonly string[];
  #map: Chunk | undefined;

  constructor(chunks: readonly Chunk[], order: readonly string[], map?: Chunk) {
    this.#chunks = chunks;
    this.order = order;
    this.#map = map;
  }

  get map(): Chunk {
    if (this.#map) return this.#map;
    const map: Record<string, Item> = {};
    for (const key of this.order) {
      const item = this.#chunks[chunkOf(key)]?.[key];
      if (item) map[key] = item;
    }
    return (this.#map = Object.freeze(map));
  }
}

function eachCollection<T>(make: (name: Collection) => T): Record<Collection, T> {
  return Object.fromEntries(COLLECTIONS.map((name) => [name, make(name)])) as Record<Collection, T>;
}

/** Keys of the collections whose set of keys changed, in their new order. */
export type Orders = Partial<Record<Collection, readonly string[]>>;

/**
 * One immutable state of the configuration. The next one shares all chunks but those that changed; `snapshot` shows it
 * as the plain objects that readers know, each collection built on first use.
 */
export class ConfigState {
  readonly data: ChunkedData;
  readonly #maps: Readonly<Record<Collection, LazyMap>>;
  #snapshot: ConfigSnapshot | undefined;

  private constructor(data: ChunkedData, maps: Readonly<Record<Collection, LazyMap>>) {
    this.data = data;
    this.#maps = maps;
  }

  /** The state that a deep-frozen configuration is. */
  static of(snapshot: ConfigSnapshot): ConfigState {
    const parts = eachCollection((name) => chunked(snapshot[name]));
    const maps = eachCollection(
      (name) => new LazyMap(parts[name], Object.keys(snapshot[name]), snapshot[name] as object as Chunk),
    );
    return new ConfigState(Object.freeze({ ...(snapshot as ConfigData), ...parts }), maps);
  }

  /** The state after this one; `orders` has the keys of collections that won or lost some. */
  next(data: ChunkedData, orders: Orders): ConfigState {
    const maps = eachCollection((name) => {
      const old = this.#maps[name];
      return data[name] === this.data[name] ? old : new LazyMap(data[name], orders[name] ?? old.order);
    });
    return new ConfigState(Object.freeze(data), maps);
  }

  item(collection: Collection, key: string): Item | undefined {
    const chunk = this.data[collection][chunkOf(key)];
    return chunk && Object.hasOwn(chunk, key) ? chunk[key] : undefined;
  }

  /** Keys of a collection, oldest first. */
  keys(collection: Collection): readonly string[] {
    return this.#maps[collection].order;
  }

  /** Objects of a collection, in no particular order. */
  *items(collection: Collection): Generator<readonly [string, Item]> {
    for (const chunk of this.data[collection]) yield* Object.entries(chunk);
  }

  get snapshot(): ConfigSnapshot {
    return (this.#snapshot ??= this.#show());
  }

  #show(): ConfigSnapshot {
    const shown: Record<string, unknown> = {};
    for (const name of Object.keys(this.data)) {
      const lazy = (this.#maps as Readonly<Record<string, LazyMap | undefined>>)[name];
      Object.defineProperty(
        shown,
        name,
        lazy
          ? { enumerable: true, get: () => lazy.map }
          : { enumerable: true, value: this.data[name as keyof ChunkedData] },
      );
    }
    return Object.freeze(shown) as unknown as ConfigSnapshot;
  }
}

/** A state in the making: writes copy what is shared with the state before. */
export class Successor {
  readonly #before: ConfigState;
  readonly data: { -readonly [K in keyof ChunkedData]: ChunkedData[K] };

  constructor(before: ConfigState, data: ChunkedData) {
    this.#before = before;
    this.data = { ...data };
  }

  item(collection: Collection, key: string): Item | undefined {
    return this.data[collection][chunkOf(key)]?.[key];
  }

  /** Enters, replaces or (undefined) removes an object. */
  put(collection: Collection, key: string, item: Item | undefined): void {
    const at = chunkOf(key);
    const [old, before] = [this.data[collection], this.#before.data[collection]];
    const chunks = old === before ? [...old] : (old as Chunk[]);
    const chunk = (chunks[at] === before[at] ? { ...chunks[at] } : chunks[at]) as Record<string, Item>;
    if (item === undefined) Reflect.deleteProperty(chunk, key);
    else chunk[key] = item;
    chunks[at] = chunk;
    this.data[collection] = chunks;
  }
}
