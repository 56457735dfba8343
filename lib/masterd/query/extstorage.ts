import type { RpcPayload } from '@gnt/protocol';
import { compareNicely } from '@gnt/objects';
import { configField, type Field } from './define.js';
import { byDefinition, definitionNodes, inAll } from './definitions.js';
import { defineResource } from './engine.js';
import { normal } from './entry.js';
import type { NodeSources } from './sources.js';
import type { ConfigView } from './view.js';

type Diagnosis = RpcPayload<'extstorage_diagnose'>[number];
/** What a node says of a provider: all but its name. */
type ProviderOnNode = Diagnosis extends [string, ...infer Rest] ? Rest : never;

/** An external storage provider as all nodes together have it. */
interface Provider {
  readonly name: string;
  readonly nodeStatus: Readonly<Record<string, readonly ProviderOnNode[]>>;
}

function soundOn(provider: Provider, node: string): boolean {
  return provider.nodeStatus[node]?.[0]?.[1] === true;
}

/** For each group whether all of its nodes that can hold instances have the provider. */
function groupStatus(provider: Provider, view: ConfigView): Record<string, boolean> {
  const asked = new Set(definitionNodes(view));
  return Object.fromEntries(
    view.groups().map((group) => {
      const members = view.nodesOfGroup(group.uuid).filter((node) => asked.has(node.uuid));
      return [group.name, members.every((node) => soundOn(provider, node.uuid))];
    }),
  );
}

const fields: Field<Provider>[] = [
  configField({ name: 'name', title: 'Name', kind: 'text', doc: 'Name of the provider', get: (p) => normal(p.name) }),
  configField({
    name: 'node_status',
    title: 'NodeStatus',
    kind: 'other',
    doc: 'What each node says of it',
    get: (p) => normal(p.nodeStatus),
  }),
  configField({
    name: 'nodegroup_status',
    title: 'NodegroupStatus',
    kind: 'other',
    doc: 'For each group whether all of its nodes have it',
    get: (p, view) => normal(groupStatus(p, view)),
  }),
  configField({
    name: 'parameters',
    title: 'Parameters',
    kind: 'other',
    doc: 'Parameters that it has on all nodes, with their explanation',
    get: (p) => {
      const sound = Object.values(p.nodeStatus).flatMap(([first]) => (first?.[1] ? [first[3]] : []));
      return normal(inAll(sound, (pair) => JSON.stringify(pair)));
    },
  }),
];

/** Providers of external storage on the nodes that hold instances. */
export const extstorageResource = defineResource<Provider, never, NodeSources>({
  name: 'extstorage',
  via: 'opcode',
  nameField: 'name',
  uuidField: 'name',
  fields,
  items: async ({ view, sources }) => {
    const results = await sources.rpc.many(definitionNodes(view), 'extstorage_diagnose', {});
    const found = byDefinition(results, ([name, ...rest]: Diagnosis): [string, ProviderOnNode] => [name, rest]);
    return [...found].map(([name, nodeStatus]) => ({ name, nodeStatus })).sort((a, b) => compareNicely(a.name, b.name));
  },
});
