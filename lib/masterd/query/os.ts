import type { RpcPayload } from '@gnt/protocol';
import { compareNicely, joinOsName } from '@gnt/objects';
import { niceSort } from '../planning/text.js';
import type { Cluster } from '../planning/objects.js';
import { configField, type Field } from './define.js';
import { byDefinition, definitionNodes, inAll } from './definitions.js';
import { defineResource } from './engine.js';
import { normal } from './entry.js';
import type { NodeSources } from './sources.js';

type Diagnosis = RpcPayload<'os_diagnose'>[number];
/** What a node says of an OS: all but its name. */
type OsOnNode = Diagnosis extends [string, ...infer Rest] ? Rest : never;

/** An OS definition as all nodes together have it. */
interface OsInfo {
  readonly name: string;
  /** By node UUID; a node that lacks it has an empty list, one with several directories several entries (the first counts). */
  readonly nodeStatus: Readonly<Record<string, readonly OsOnNode[]>>;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly variants: readonly string[];
  readonly parameters: readonly (readonly string[])[];
  readonly apiVersions: readonly number[];
}

/** Puts together what the nodes say: an OS is valid when all have it valid, and has what all of them have. */
function osInfo(name: string, nodeStatus: Readonly<Record<string, readonly OsOnNode[]>>): OsInfo {
  const firsts = Object.values(nodeStatus).map(([first]) => first);
  const good = firsts.filter((first) => first?.[1] === true) as OsOnNode[];
  const valid = good.length === firsts.length;
  const variants = inAll(
    good.map((os) => os[3]),
    String,
  );
  const parameters = inAll(
    good.map((os) => os[4]),
    (pair) => JSON.stringify(pair),
  );
  const apiVersions = inAll(
    good.map((os) => os[5]),
    String,
  );
  return { name, nodeStatus, valid, trusted: good.every((os) => os[6]), variants, parameters, apiVersions };
}

/** What the cluster has set for the variants of an OS, by their full names. */
function perVariant<T>(os: OsInfo, settings: Readonly<Record<string, T>>): Record<string, T> {
  const names = os.variants.map((variant) => joinOsName(os.name, variant));
  return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

function clusterField(
  name: string,
  title: string,
  kind: 'bool' | 'other',
  doc: string,
  get: (os: OsInfo, cluster: Cluster) => unknown,
): Field<OsInfo> {
  return configField({ name, title, kind, doc, get: (os, view) => normal(get(os, view.cfg.cluster)) });
}

const fields: Field<OsInfo>[] = [
  configField({
    name: 'name',
    title: 'Name',
    kind: 'text',
    doc: 'Name of the OS definition',
    get: (os) => normal(os.name),
  }),
  configField({
    name: 'valid',
    title: 'Valid',
    kind: 'bool',
    doc: 'Whether all nodes have it and find it sound',
    get: (os) => normal(os.valid),
  }),
  configField({
    name: 'trusted',
    title: 'Trusted',
    kind: 'bool',
    doc: 'Whether its scripts run on the node itself',
    get: (os) => normal(os.trusted),
  }),
  clusterField('hidden', 'Hidden', 'bool', 'Whether lists leave it out', (os, cluster) =>
    cluster.hidden_os.includes(os.name),
  ),
  clusterField('blacklisted', 'Blacklisted', 'bool', 'Whether new instances may not use it', (os, cluster) =>
    cluster.blacklisted_os.includes(os.name),
  ),
  configField({
    name: 'variants',
    title: 'Variants',
    kind: 'other',
    doc: 'Variants that all nodes have',
    get: (os) => normal(niceSort(os.variants)),
  }),
  configField({
    name: 'api_versions',
    title: 'ApiVersions',
    kind: 'other',
    doc: 'API versions that it has on all nodes',
    get: (os) => normal([...os.apiVersions].sort((a, b) => a - b)),
  }),
  configField({
    name: 'parameters',
    title: 'Parameters',
    kind: 'other',
    doc: 'Parameters that it has on all nodes, with their explanation',
    get: (os) => normal([...os.parameters].sort(([a = ''], [b = '']) => compareNicely(a, b))),
  }),
  configField({
    name: 'node_status',
    title: 'NodeStatus',
    kind: 'other',
    doc: 'What each node says of it',
    get: (os) => normal(os.nodeStatus),
  }),
  clusterField('os_hvp', 'OsHypervisorParams', 'other', 'Hypervisor parameters set for its variants', (os, cluster) =>
    perVariant(os, cluster.os_hvp),
  ),
  clusterField('osparams', 'OsParameters', 'other', 'OS parameters set for its variants', (os, cluster) =>
    perVariant(os, cluster.osparams),
  ),
];

/** OS definitions on the nodes that hold instances. */
export const osResource = defineResource<OsInfo, never, NodeSources>({
  name: 'os',
  via: 'opcode',
  nameField: 'name',
  uuidField: 'name',
  fields,
  items: async ({ view, sources }) => {
    const results = await sources.rpc.many(definitionNodes(view), 'os_diagnose', {});
    const found = byDefinition(results, ([name, ...rest]: Diagnosis): [string, OsOnNode] => [name, rest]);
    return [...found].map(([name, status]) => osInfo(name, status)).sort((a, b) => compareNicely(a.name, b.name));
  },
});
