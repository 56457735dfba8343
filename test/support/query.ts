import { readFileSync } from 'node:fs';
import type { ConfigData } from '@gnt/objects';
import type { RpcArgs, RpcCall } from '@gnt/protocol';
import type { RpcResult, RpcRunner } from '../../lib/rpc/interface.js';
import { QueryEngine, queryResources, type QuerySources } from '../../lib/masterd/query/index.js';
import type { QueuedJob } from '../../lib/masterd/jqueue/job.js';
import type { LockReport } from '../../lib/masterd/locking/manager.js';

/** A file below test/data. */
export function testData(path: string): unknown {
  // dist/test/support -> test/data
  return JSON.parse(readFileSync(new URL(`../../../test/data/${path}`, import.meta.url), 'utf8'));
}

/** A fresh copy of the recorded cluster: three nodes, two groups, two networks, six instances. */
export function recordedCluster(): ConfigData {
  return testData('query/config.json') as ConfigData;
}

/** A call as a fake node sees it. */
export interface SeenCall {
  readonly node: string;
  readonly call: RpcCall;
  readonly args: unknown;
}
/** What a node answers; an Error for no answer, undefined for a node that is marked offline. */
export type NodeAnswer = (call: RpcCall, node: string, args: never) => unknown;

/** Nodes that answer as they are told, and remember what they were asked. */
export class FakeNodes implements RpcRunner {
  readonly seen: SeenCall[] = [];
  readonly #answer: NodeAnswer;

  constructor(answer: NodeAnswer) {
    this.#answer = answer;
  }

  #ask(node: string, call: RpcCall, args: unknown): RpcResult<never> {
    this.seen.push({ node, call, args });
    const payload = this.#answer(call, node, args as never);
    if (payload === undefined) return { ok: false, offline: true, kind: 'offline', error: 'node is offline' };
    if (payload instanceof Error) return { ok: false, offline: false, kind: 'transport', error: payload.message };
    return { ok: true, payload: payload as never };
  }

  async one<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): Promise<never> {
    const result = this.#ask(node, call, args);
    if (!result.ok) throw new Error(result.error);
    return Promise.resolve(result.payload);
  }

  tryOne<C extends RpcCall>(node: string, call: C, args: RpcArgs<C>): Promise<RpcResult<never>> {
    return Promise.resolve(this.#ask(node, call, args));
  }

  many<C extends RpcCall>(
    nodes: readonly string[],
    call: C,
    args: RpcArgs<C> | ((node: string) => RpcArgs<C>),
  ): Promise<Map<string, RpcResult<never>>> {
    const argsOf = (node: string): RpcArgs<C> =>
      typeof args === 'function' ? (args as (node: string) => RpcArgs<C>)(node) : args;
    return Promise.resolve(new Map(nodes.map((node) => [node, this.#ask(node, call, argsOf(node))])));
  }
}

/** What a query may find besides the configuration. */
export interface QueryWorld {
  readonly cfg: ConfigData;
  readonly answer?: NodeAnswer;
  readonly jobs?: readonly QueuedJob[];
  readonly archived?: readonly QueuedJob[];
  readonly locks?: readonly LockReport[];
  readonly drained?: boolean;
  readonly watcherPause?: number | null;
}

/** An engine over a made world, and the nodes it asks. */
export function queryBench(world: QueryWorld): { engine: QueryEngine; nodes: FakeNodes; sources: QuerySources } {
  const { cfg, jobs = [], archived = [], locks = [], drained = false, watcherPause = null } = world;
  const nodes = new FakeNodes(world.answer ?? ((call) => new Error(`nobody answers ${call}`)));
  const sources: QuerySources = {
    cfg: { snapshot: cfg },
    rpc: nodes,
    jobs: {
      ids: (options) => Promise.resolve([...jobs, ...(options.archived ? archived : [])].map((job) => job.id)),
      load: (id) => {
        const job = jobs.find((j) => j.id === id);
        const old = archived.find((j) => j.id === id);
        if (job) return Promise.resolve({ job, archived: false });
        return Promise.resolve(old ? { job: old, archived: true } : null);
      },
      drained,
    },
    locks: { report: () => locks },
    watcherPause: () => Promise.resolve(watcherPause),
  };
  return { engine: new QueryEngine(queryResources, sources), nodes, sources };
}

/** Values of a result's rows, statuses left out. */
export function values(result: { readonly data: readonly (readonly (readonly [number, unknown])[])[] }): unknown[][] {
  return result.data.map((row) => row.map(([, value]) => value));
}
