import { NV_FILELIST } from '@gnt/constants';
import type { RpcResult } from '../../../../rpc/interface.js';
import type { Node } from '../../../planning/objects.js';
import type { NodeAnswer } from '../../../planning/verify/node-image.js';
import type { LuContext } from '../../base.js';

/** What the nodes said. */
export interface Gathered {
  readonly results: ReadonlyMap<string, RpcResult<NodeAnswer>>;
  /** Of the nodes that answered. */
  readonly answers: ReadonlyMap<string, NodeAnswer>;
  /** Seconds between which they were asked. */
  readonly from: number;
  readonly to: number;
  /** Nodes whose files are compared: the group's, the master and one more. */
  readonly fileNodes: readonly Node[];
  readonly fileAnswers: ReadonlyMap<string, NodeAnswer>;
}

function answersOf(results: ReadonlyMap<string, RpcResult<NodeAnswer>>): Map<string, NodeAnswer> {
  return new Map([...results].flatMap(([uuid, r]): [string, NodeAnswer][] => (r.ok ? [[uuid, r.payload]] : [])));
}

/** Has all nodes of the group check themselves, and compares files with the master when it is not among them. */
export async function gatherAnswers(
  ctx: LuContext,
  nodes: readonly Node[],
  request: Record<string, unknown>,
  say: (line: string) => void,
): Promise<Gathered> {
  const { cluster, nodes: all } = ctx.cfg.snapshot;
  say(`* Gathering information about nodes (${nodes.length} nodes)`);
  // What was changed last has reached the nodes when this returns, so files that differ are a fault.
  await ctx.cfg.redistribute();
  const ask = (uuids: readonly string[], checkdict: Record<string, unknown>) =>
    ctx.rpc.many(uuids, 'node_verify', {
      checkdict,
      cluster_name: cluster.cluster_name,
      all_hvparams: Object.fromEntries(Object.entries(cluster.hvparams).map(([hv, params]) => [hv, { ...params }])),
    });
  const from = ctx.clock.now() / 1000;
  const results = await ask(
    nodes.map((n) => n.uuid),
    request,
  );
  const to = ctx.clock.now() / 1000;
  const answers = answersOf(results);
  const mine = new Set(nodes.map((n) => n.uuid));
  const absent = Object.values(all).filter((n) => !mine.has(n.uuid));
  if (absent.length === 0) return { results, answers, from, to, fileNodes: nodes, fileAnswers: answers };
  const master = absent.filter((n) => n.uuid === cluster.master_node);
  const another = absent.find((n) => n.vm_capable && !n.offline && n.uuid !== cluster.master_node);
  const extra = [...master, ...(another ? [another] : [])];
  say('* Gathering information about the master node');
  const files = await ask(
    extra.map((n) => n.uuid),
    { [NV_FILELIST]: request[NV_FILELIST] },
  );
  return {
    results,
    answers,
    from,
    to,
    fileNodes: [...nodes, ...extra],
    fileAnswers: new Map([...answers, ...answersOf(files)]),
  };
}
