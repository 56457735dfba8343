import type { Files } from '../files.js';
import type { Paths } from '../paths.js';

/** ganeti_pub_keys: a line "<node uuid> <public key>" for each potential master candidate's key. */
export class PublicKeyFile {
  readonly #files: Files;
  readonly #path: string;

  constructor(files: Files, paths: Paths) {
    this.#files = files;
    this.#path = paths.local('/var/lib/ganeti/ganeti_pub_keys');
  }

  /** Keys by node; a node may have several. */
  async read(): Promise<Map<string, string[]>> {
    const keys = new Map<string, string[]>();
    for (const line of ((await this.#files.readTextIfPresent(this.#path)) ?? '').split('\n')) {
      const [, node, key] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
      if (node !== undefined && key !== undefined) keys.set(node, [...(keys.get(node) ?? []), key]);
    }
    return keys;
  }

  /** Starts the file anew with the master's key. */
  async create(masterUuid: string, key: string): Promise<void> {
    await this.#write(new Map([[masterUuid, [key.trim()]]]));
  }

  async add(node: string, key: string): Promise<void> {
    const keys = await this.read();
    const own = keys.get(node) ?? [];
    if (!own.includes(key.trim())) await this.#write(keys.set(node, [...own, key.trim()]));
  }

  /** Puts the keys of nodes in place of whatever they had. */
  async replace(nodes: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const keys = await this.read();
    for (const [node, own] of Object.entries(nodes))
      keys.set(
        node,
        own.map((k) => k.trim()),
      );
    await this.#write(keys);
  }

  /** Replaces the whole file. */
  async override(nodes: Readonly<Record<string, readonly string[]>>): Promise<void> {
    await this.#write(new Map(Object.entries(nodes)));
  }

  /** Gives the keys listed under a node's name (while its UUID was not known) to the UUID. */
  async adopt(name: string, uuid: string): Promise<void> {
    const keys = await this.read();
    const own = keys.get(name);
    if (own === undefined) return;
    keys.delete(name);
    await this.#write(keys.set(uuid, own));
  }

  async remove(nodes: readonly string[]): Promise<void> {
    const keys = await this.read();
    for (const node of nodes) keys.delete(node);
    await this.#write(keys);
  }

  async #write(keys: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const lines = [...keys].flatMap(([node, list]) => list.map((key) => `${node} ${key}\n`));
    await this.#files.writeAtomic(this.#path, lines.join(''), { mode: 0o600 });
  }
}
