import { CONFD_GROUP, MASTERD_USER } from '@gnt/constants';
import { compress } from '@gnt/protocol';
import { epochSeconds, type Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import { makeVirtualPath } from '../../common/virtual-path.js';
import type { ConfigSnapshot } from '../../config/interface.js';
import type { RpcResult, RpcRunner } from '../../rpc/interface.js';
import { onlineNodes } from './candidates.js';
import { Outboxes } from './outboxes.js';

type Node = ConfigSnapshot['nodes'][string];

/** A regular file that its owner writes and its group reads, as stat shows it. */
const CONFIG_MODE = 0o100640;

export interface DistributorDependencies {
  readonly rpc: RpcRunner;
  readonly files: Files;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  /** The simple configuration files of a state: key to lines. */
  readonly ssconfOf: (state: ConfigSnapshot) => Readonly<Record<string, readonly string[]>>;
  /** Whether this master is surely the one there is: others must not be told again what an old one knew. */
  readonly leads: () => boolean;
}

/** When a node that did not get its ssconf files is sent them again, in milliseconds. */
const RETRY_MS = 20_000;

/**
 * Brings the configuration to the other nodes: the ssconf files to every node that does not have these yet, config.data
 * to candidates that run the original; the others get the journal. Failures are logged; the change stands without them. A
 * node that did not answer the last time is sent to as well, but not waited for; it is tried again until it answers.
 */
export class ConfigDistributor {
  readonly #deps: DistributorDependencies;
  readonly #outboxes = new Outboxes();
  /** What each node was last given, so that only what changed travels and a node that missed it gets it next time. */
  readonly #given = new Map<string, string>();
  #newest: ConfigSnapshot | undefined;
  #cancelRetry: (() => void) | undefined;
  #ending = false;

  constructor(deps: DistributorDependencies) {
    this.#deps = deps;
  }

  /** For the configuration store; `previous` null means to everyone again. */
  readonly distribute = async (state: ConfigSnapshot, previous: ConfigSnapshot | null): Promise<void> => {
    if (previous === null) this.#given.clear();
    this.#outboxes.keepOnly(new Set(Object.keys(state.nodes)));
    await this.#sendSsconf(state);
  };

  /** Tries nothing again from now on; resolves when nothing is under way any more. */
  settle(): Promise<void> {
    this.#ending = true;
    this.#cancelRetry?.();
    return this.#outboxes.settle();
  }

  /** Sends config.data, as it is on disk, to candidates that do not keep the journal. */
  async sendConfig(state: ConfigSnapshot, nodes: readonly string[]): Promise<void> {
    const { files, paths, clock } = this.#deps;
    const targets = nodes.flatMap((uuid) => state.nodes[uuid] ?? []);
    if (targets.length === 0) return;
    const path = paths.file('configData');
    const now = epochSeconds(clock);
    const args = {
      file_name: makeVirtualPath(paths, path),
      content: compress(await files.readText(path)),
      mode: CONFIG_MODE,
      uid: MASTERD_USER,
      gid: CONFD_GROUP,
      atime: now,
      mtime: now,
    };
    const send = (node: Node) => async (): Promise<boolean> =>
      this.#answered(node, await this.#deps.rpc.tryOne(node.uuid, 'upload_file_single', args));
    await Promise.all(targets.map((node) => this.#outboxes.newest(node.uuid, 'config', send(node))));
  }

  async #sendSsconf(state: ConfigSnapshot): Promise<void> {
    this.#newest = state;
    const values = this.#deps.ssconfOf(state);
    const text = JSON.stringify(values);
    const lines = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [...value]]));
    const targets = onlineNodes(state).filter((n) => this.#given.get(n.uuid) !== text);
    const send = (node: Node) => async (): Promise<boolean> => {
      const result = await this.#deps.rpc.tryOne(node.uuid, 'write_ssconf_files', { values: lines });
      if (result.ok) this.#given.set(node.uuid, text);
      else this.#retryLater();
      return this.#answered(node, result);
    };
    await Promise.all(targets.map((node) => this.#outboxes.newest(node.uuid, 'ssconf', send(node))));
  }

  #retryLater(): void {
    if (this.#ending) return;
    this.#cancelRetry ??= this.#deps.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      if (this.#newest && this.#deps.leads()) void this.#sendSsconf(this.#newest);
      else this.#retryLater();
    });
  }

  #answered(node: Node, result: RpcResult<unknown>): boolean {
    if (result.ok) return true;
    this.#deps.log.warn({ node: node.name, reason: result.error }, 'node did not get the configuration');
    return result.kind === 'remote';
  }
}
