import { compress, type RpcArgs, type RpcCall } from '@gnt/protocol';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import { makeVirtualPath } from '../../common/virtual-path.js';
import type { ConfigStore } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import { Outboxes } from './outboxes.js';

export interface ReplicationDependencies {
  readonly rpc: RpcRunner;
  readonly cfg: Pick<ConfigStore, 'snapshot'>;
  readonly paths: Paths;
  readonly log: Logger;
  /** Candidates that get files. */
  readonly targets: () => readonly string[];
}

/** Keeps the queue's files on candidates that run the original the same as here, with the original's calls. */
export class CandidateReplication {
  readonly #deps: ReplicationDependencies;
  readonly #outboxes = new Outboxes();

  constructor(deps: ReplicationDependencies) {
    this.#deps = deps;
  }

  async update(path: string, content: string): Promise<void> {
    const nodes = this.#candidates();
    if (nodes.length === 0) return;
    const args = { file_name: makeVirtualPath(this.#deps.paths, path), content: compress(content) };
    const send = (node: string) => (): Promise<boolean> => this.#call(node, 'jobqueue_update', args);
    await Promise.all(nodes.map((node) => this.#outboxes.newest(node, path, send(node))));
  }

  async rename(pairs: readonly (readonly [string, string])[]): Promise<void> {
    const { paths } = this.#deps;
    const rename = pairs.map(([from, to]): [string, string] => [
      makeVirtualPath(paths, from),
      makeVirtualPath(paths, to),
    ]);
    await this.#inOrder('jobqueue_rename', { rename });
  }

  async setDrainFlag(flag: boolean): Promise<void> {
    await this.#inOrder('jobqueue_set_drain_flag', { flag });
  }

  settle(): Promise<void> {
    return this.#outboxes.settle();
  }

  #candidates(): readonly string[] {
    const nodes = this.#deps.targets();
    this.#outboxes.keepOnly(new Set(nodes));
    return nodes;
  }

  async #inOrder<C extends RpcCall>(call: C, args: RpcArgs<C>): Promise<void> {
    await Promise.all(
      this.#candidates().map((node) => this.#outboxes.inOrder(node, () => this.#call(node, call, args))),
    );
  }

  async #call<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): Promise<boolean> {
    const { rpc, cfg, log } = this.#deps;
    const result = await rpc.tryOne(node, call, args);
    if (result.ok) return true;
    log.warn(
      { node: cfg.snapshot.nodes[node]?.name, call, reason: result.error },
      'candidate did not get a change of the job queue',
    );
    return result.kind === 'remote';
  }
}
