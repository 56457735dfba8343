import { compress, type RpcArgs, type RpcCall } from '@gnt/protocol';
import type { Logger } from '../../common/log.js';
import type { Paths } from '../../common/paths.js';
import { makeVirtualPath } from '../../common/virtual-path.js';
import type { ConfigStore } from '../../config/interface.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { JobReplication } from '../jqueue/interface.js';
import { otherCandidates } from './candidates.js';

export interface ReplicationDependencies {
  readonly rpc: RpcRunner;
  readonly cfg: Pick<ConfigStore, 'snapshot'>;
  readonly paths: Paths;
  readonly log: Logger;
}

type Send = () => Promise<void>;

/** What one candidate is still to get: the newest content of each file, and the rest in order. */
interface Outbox {
  readonly files: Map<string, { send: Send; readonly done: (() => void)[] }>;
  readonly calls: Send[];
  busy: Promise<void> | undefined;
  /** It did not answer the last time: nobody waits for it until it does. */
  silent: boolean;
}

/** Keeps the queue's files on the master candidates the same as here, with the original's calls. */
export class CandidateReplication implements JobReplication {
  readonly #deps: ReplicationDependencies;
  readonly #outboxes = new Map<string, Outbox>();

  constructor(deps: ReplicationDependencies) {
    this.#deps = deps;
  }

  async update(path: string, content: string): Promise<void> {
    const args = { file_name: makeVirtualPath(this.#deps.paths, path), content: compress(content) };
    await Promise.all(
      this.#candidates().map((node) => this.#queueFile(node, path, () => this.#call(node, 'jobqueue_update', args))),
    );
  }

  async rename(pairs: readonly (readonly [string, string])[]): Promise<void> {
    const { paths } = this.#deps;
    const rename = pairs.map(([from, to]): [string, string] => [
      makeVirtualPath(paths, from),
      makeVirtualPath(paths, to),
    ]);
    await this.#queueCall('jobqueue_rename', { rename });
  }

  async setDrainFlag(flag: boolean): Promise<void> {
    await this.#queueCall('jobqueue_set_drain_flag', { flag });
  }

  async settle(): Promise<void> {
    await Promise.all([...this.#outboxes.values()].flatMap((box) => box.busy ?? []));
  }

  #candidates(): string[] {
    return otherCandidates(this.#deps.cfg.snapshot).map((n) => n.uuid);
  }

  #queueFile(node: string, path: string, send: Send): Promise<void> {
    const box = this.#outbox(node);
    return new Promise((resolve) => {
      const waiting = box.files.get(path);
      if (waiting) {
        waiting.send = send;
        waiting.done.push(resolve);
      } else {
        box.files.set(path, { send, done: [resolve] });
      }
      this.#start(node, box);
      if (box.silent) resolve();
    });
  }

  async #queueCall<C extends RpcCall>(call: C, args: RpcArgs<C>): Promise<void> {
    const sent = this.#candidates().map((node) => {
      const box = this.#outbox(node);
      return new Promise<void>((resolve) => {
        box.calls.push(async () => {
          await this.#call(node, call, args);
          resolve();
        });
        this.#start(node, box);
        if (box.silent) resolve();
      });
    });
    await Promise.all(sent);
  }

  #outbox(node: string): Outbox {
    let box = this.#outboxes.get(node);
    if (!box) this.#outboxes.set(node, (box = { files: new Map(), calls: [], busy: undefined, silent: false }));
    return box;
  }

  #start(node: string, box: Outbox): void {
    box.busy ??= this.#drain(box).finally(() => {
      box.busy = undefined;
      // A node that is no candidate any more needs no memory.
      if (!this.#candidates().includes(node)) this.#outboxes.delete(node);
    });
  }

  /** Files first: a rename needs them in place. */
  async #drain(box: Outbox): Promise<void> {
    await Promise.resolve();
    for (;;) {
      const batch = [...box.files.values()];
      box.files.clear();
      if (batch.length === 0) {
        const call = box.calls.shift();
        if (!call) return;
        await call();
        continue;
      }
      await Promise.all(
        batch.map(async ({ send, done }) => {
          await send();
          for (const resolve of done) resolve();
        }),
      );
    }
  }

  async #call<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): Promise<void> {
    const result = await this.#deps.rpc.tryOne(node, call, args);
    const box = this.#outbox(node);
    const silent = !result.ok && result.kind === 'transport';
    if (!result.ok && !(silent && box.silent)) {
      const name = this.#deps.cfg.snapshot.nodes[node]?.name;
      this.#deps.log.warn(
        { node: name, call, reason: result.error },
        'candidate did not get a change of the job queue',
      );
    }
    box.silent = silent;
  }
}
