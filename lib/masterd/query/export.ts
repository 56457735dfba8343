import type { ResultEntry } from '@gnt/protocol';
import type { Node } from '../planning/objects.js';
import { liveField, type CollectRequest, type Field } from './define.js';
import { defineResource } from './engine.js';
import { failed, normal } from './entry.js';
import { namedOrAll } from './lookup.js';

/** One export, or why a node named none. */
interface Found {
  readonly name: ResultEntry;
}

const fields: Field<Node, Found>[] = [
  liveField({
    name: 'node',
    title: 'Node',
    kind: 'text',
    match: 'hostname',
    doc: 'Node that holds the export',
    getLive: (n) => normal(n.name),
  }),
  liveField({
    name: 'export',
    title: 'Export',
    kind: 'text',
    doc: 'Name of the export',
    getLive: (_n, found) => found.name,
  }),
];

/** A row for each export; nodes without any have none, nodes that did not answer have one that says so. */
async function collect(nodes: readonly Node[], { sources }: CollectRequest): Promise<[Node, Found][]> {
  const results = await sources.rpc.many(
    nodes.map((n) => n.uuid),
    'export_list',
    {},
  );
  return nodes.flatMap((node): [Node, Found][] => {
    const result = results.get(node.uuid);
    if (!result?.ok) return [[node, { name: failed({ offline: result?.offline ?? false }) }]];
    return result.payload.map((name) => [node, { name: normal(name) }]);
  });
}

/** Exported instances that lie on the nodes. */
export const exportResource = defineResource<Node, Found>({
  name: 'export',
  via: 'luxi',
  nameField: 'node',
  uuidField: 'node',
  fields,
  items: ({ view, names }) => namedOrAll('Node', names, view.cfg.nodes, view.sorted('nodes')),
  collect,
});
