import type { ConfigData } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import { Immer, current, isDraft } from 'immer';
import {
  chunkOf,
  COLLECTIONS,
  type ChunkedData,
  type Collection,
  type ConfigState,
  type Item,
  type Orders,
} from './state.js';

// Drafts are frozen by the caller, once the serial numbers are raised.
const immer = new Immer({ autoFreeze: false });

type DraftChunks = Record<string, Item>[];

/** A collection as a change sees it: one plain object, whose chunks are drafts behind it. */
class CollectionDraft implements ProxyHandler<Record<string, Item>> {
  readonly #chunks: () => DraftChunks;
  readonly #before: readonly string[];
  readonly #removed = new Set<string>();
  readonly #added = new Set<string>();

  constructor(chunks: () => DraftChunks, before: readonly string[]) {
    this.#chunks = chunks;
    this.#before = before;
  }

  /** The keys in their new order; undefined when the set of keys is as it was. */
  get order(): readonly string[] | undefined {
    return this.#removed.size === 0 && this.#added.size === 0 ? undefined : this.ownKeys();
  }

  #chunk(key: string): Record<string, Item> {
    return this.#chunks()[chunkOf(key)] ?? {};
  }

  get(target: object, key: string | symbol): unknown {
    if (typeof key === 'symbol' || !this.has(target, key)) return Reflect.get(Object.prototype, key);
    return this.#chunk(key)[key];
  }

  set(target: object, key: string | symbol, value: unknown): boolean {
    if (typeof key === 'symbol') return false;
    if (!this.has(target, key)) this.#added.add(key);
    this.#chunk(key)[key] = value as Item;
    return true;
  }

  deleteProperty(target: object, key: string | symbol): boolean {
    if (typeof key === 'symbol' || !this.has(target, key)) return true;
    if (!this.#added.delete(key)) this.#removed.add(key);
    return Reflect.deleteProperty(this.#chunk(key), key);
  }

  has(_target: object, key: string | symbol): boolean {
    return typeof key === 'string' && Object.hasOwn(this.#chunk(key), key);
  }

  ownKeys(): string[] {
    return [...this.#before.filter((key) => !this.#removed.has(key)), ...this.#added];
  }

  getOwnPropertyDescriptor(target: object, key: string | symbol): PropertyDescriptor | undefined {
    if (!this.has(target, key)) return undefined;
    return { value: this.get(target, key), writable: true, enumerable: true, configurable: true };
  }
}

function isCollection(name: string | symbol): name is Collection {
  return (COLLECTIONS as readonly (string | symbol)[]).includes(name);
}

/** What came of a change: the new data, not frozen yet, or undefined when nothing changed. */
export interface Drafted<T> {
  readonly result: T;
  readonly data: ChunkedData | undefined;
  readonly orders: Orders;
}

/** Runs a synchronous change on a draft of a state. What it returns is plain. */
export function runChange<T>(state: ConfigState, change: (draft: ConfigData) => T): Drafted<T> {
  const root = immer.createDraft(state.data) as unknown as Record<string, unknown>;
  const handlers = new Map<Collection, CollectionDraft>();
  const proxies = new Map<Collection, object>();
  const collection = (name: Collection): object => {
    let proxy = proxies.get(name);
    if (!proxy) {
      const handler = new CollectionDraft(() => root[name] as DraftChunks, state.keys(name));
      handlers.set(name, handler);
      proxies.set(name, (proxy = new Proxy<Record<string, Item>>({}, handler)));
    }
    return proxy;
  };
  const draft = new Proxy(root, {
    get: (target, key) => (isCollection(key) ? collection(key) : (Reflect.get(target, key) as unknown)),
    set(target, key, value) {
      if (!isCollection(key)) return Reflect.set(target, key, value);
      const map = collection(key) as Record<string, unknown>;
      const wanted = { ...(value as object) };
      for (const old of Object.keys(map)) if (!Object.hasOwn(wanted, old)) Reflect.deleteProperty(map, old);
      Object.assign(map, wanted);
      return true;
    },
  });
  const outcome = change(draft as unknown as ConfigData);
  if (outcome instanceof Promise) {
    outcome.catch(() => undefined);
    throw ganetiError('ProgrammerError', [
      'A change of the configuration must be synchronous: do what waits before it',
    ]);
  }
  const result = isDraft(outcome) ? current(outcome) : outcome;
  const data = immer.finishDraft(root) as unknown as ChunkedData;
  const orders = Object.fromEntries([...handlers].map(([name, { order }]) => [name, order]));
  return { result, data: data === state.data ? undefined : data, orders: orders };
}
