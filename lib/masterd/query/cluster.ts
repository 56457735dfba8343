import { machine } from 'node:os';
import {
  CONFIG_VERSION,
  EXPORT_VERSION,
  OS_API_VERSIONS,
  PROTOCOL_VERSION,
  RELEASE_VERSION,
  VCS_VERSION,
} from '@gnt/constants';
import type { FieldKind } from '@gnt/protocol';
import type { Cluster } from '../planning/objects.js';
import { timeFields } from './common-fields.js';
import { aliasOf, configField, liveField, type ConfigField, type Field } from './define.js';
import { defineResource } from './engine.js';
import { normal, orNoData, orUnavailable } from './entry.js';
import type { ClusterSources } from './sources.js';

/** What the configuration does not know of the cluster. */
interface ClusterRuntime {
  readonly drained: boolean;
  readonly watcherPause: number | null;
}

/** Word size and machine type of the master, as the original names them: ["64bits", "x86_64"]. */
export function architecture(): [bits: string, machine: string] {
  const name = machine();
  return [name.includes('64') || name === 's390x' ? '64bits' : '32bits', name];
}

/** The highest OS API version that we speak. */
export const NEWEST_OS_API = Math.max(...OS_API_VERSIONS);

function constant(name: string, title: string, kind: FieldKind, doc: string, value: unknown): ConfigField<Cluster> {
  return configField({ name, title, kind, doc, get: () => normal(value) });
}

const own: Field<Cluster, ClusterRuntime>[] = [
  configField({
    name: 'cluster_name',
    title: 'Name',
    kind: 'text',
    match: 'hostname',
    doc: 'Name of the cluster',
    get: (c) => normal(c.cluster_name),
  }),
  configField({
    name: 'master_node',
    title: 'Master',
    kind: 'text',
    match: 'hostname',
    doc: 'Name of the master node',
    get: (c, view) => orNoData(view.cfg.nodes[c.master_node]?.name),
  }),
  configField({
    name: 'volume_group_name',
    title: 'VgName',
    kind: 'text',
    doc: 'LVM volume group of the instances; nothing without LVM',
    get: (c) => normal(c.volume_group_name ?? null),
  }),
  configField({
    name: 'tags',
    title: 'Tags',
    kind: 'other',
    doc: 'Tags of the cluster',
    get: (c) => normal([...c.tags].sort()),
  }),
  ...timeFields<Cluster>(),
  liveField({
    name: 'drain_flag',
    title: 'QueueDrained',
    kind: 'bool',
    doc: 'Whether the queue refuses new jobs',
    getLive: (_c, { drained }) => normal(drained),
  }),
  liveField({
    name: 'watcher_pause',
    title: 'WatcherPause',
    kind: 'timestamp',
    doc: 'Until when the watcher is paused',
    getLive: (_c, { watcherPause }) => orUnavailable(watcherPause),
  }),
  configField({
    name: 'architecture',
    title: 'ArchInfo',
    kind: 'other',
    doc: 'Word size and machine type',
    get: () => normal(architecture()),
  }),
  constant('software_version', 'SoftwareVersion', 'text', 'Release of this software', RELEASE_VERSION),
  constant(
    'protocol_version',
    'ProtocolVersion',
    'number',
    'Version of the protocol between the nodes',
    PROTOCOL_VERSION,
  ),
  constant('config_version', 'ConfigVersion', 'number', 'Version of the configuration file', CONFIG_VERSION),
  constant(
    'os_api_version',
    'OsApiVersion',
    'number',
    'Newest version of OS definitions that is understood',
    NEWEST_OS_API,
  ),
  constant('export_version', 'ExportVersion', 'number', 'Version of exports', EXPORT_VERSION),
  constant('vcs_version', 'VCSVersion', 'text', 'Which state of the source it was built from', VCS_VERSION),
];

/** The cluster itself: one item. */
export const clusterResource = defineResource<Cluster, ClusterRuntime, ClusterSources>({
  name: 'cluster',
  via: 'opcode',
  nameField: 'name',
  uuidField: 'name',
  fields: [...own, aliasOf(own, 'name', 'cluster_name')],
  items: ({ view }) => [view.cfg.cluster],
  collect: async (clusters, { sources }) => {
    const runtime = { drained: sources.jobs.drained, watcherPause: await sources.watcherPause() };
    return clusters.map((cluster) => [cluster, runtime] as const);
  },
});
