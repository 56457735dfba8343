/** What OS definitions and external storage providers have in common: nodes report them, and all nodes should agree. */
import type { RpcResult } from '../../rpc/interface.js';
import type { ConfigView } from './view.js';

/** The nodes that should have definitions: those that hold instances and are not offline. */
export function definitionNodes(view: ConfigView): string[] {
  return view
    .sorted('nodes')
    .filter((node) => !node.offline && node.vm_capable)
    .map((node) => node.uuid);
}

/**
 * Turns reports by node into reports by definition and node. A node that answered and lacks a definition has an empty
 * list for it; one that did not answer is left out, so that it does not make all definitions invalid.
 */
export function byDefinition<E, D>(
  results: ReadonlyMap<string, RpcResult<readonly D[]>>,
  split: (report: D) => readonly [name: string, entry: E],
): Map<string, Record<string, E[]>> {
  const answered = [...results].flatMap(([node, result]) =>
    result.ok ? [[node, result.payload.map(split)] as const] : [],
  );
  const found = new Map<string, Record<string, E[]>>();
  for (const [node, reports] of answered) {
    for (const [name, entry] of reports) {
      let status = found.get(name);
      if (!status) found.set(name, (status = Object.fromEntries(answered.map(([uuid]) => [uuid, []]))));
      status[node]?.push(entry);
    }
  }
  return found;
}

/** What occurs in all of the lists, compared by a key; empty when there is no list. */
export function inAll<T>(lists: readonly (readonly T[])[], keyOf: (item: T) => string): T[] {
  const [first, ...others] = lists;
  const keys = others.map((list) => new Set(list.map(keyOf)));
  return (first ?? []).filter((item) => keys.every((set) => set.has(keyOf(item))));
}
