import { MAP_DISK_TEMPLATE_STORAGE_TYPE, ST_FILE, ST_LVM_PV, ST_LVM_VG } from '@gnt/constants';
import type { FieldKind, HypervisorInfo, RpcPayload, StorageInfo, StorageUnit } from '@gnt/protocol';
import type { RpcResult } from '../../rpc/interface.js';
import type { Cluster, Node } from '../planning/objects.js';
import { liveField, type CollectRequest, type Field } from './define.js';
import { failed, orNoData } from './entry.js';

/** What a node answered to node_info. */
export type NodeRuntime = RpcResult<RpcPayload<'node_info'>>;
type Info = RpcPayload<'node_info'>;
/** Which part of node_info a field needs. */
type Needs = 'nothing' | 'storage' | 'hypervisor';

interface NodeLiveField {
  readonly field: Field<Node, NodeRuntime>;
  readonly needs: Needs;
}

function fromNode(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  needs: Needs,
  pick: (info: Info) => unknown,
): NodeLiveField {
  const field = liveField<Node, NodeRuntime>({
    name,
    title,
    kind,
    doc,
    getLive: (_node, result) => (result.ok ? orNoData(pick(result.payload)) : failed(result)),
  });
  return { field, needs };
}

function hypervisorField(
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  key: keyof HypervisorInfo,
): NodeLiveField {
  return fromNode(name, title, kind, doc, 'hypervisor', ([, , hypervisors]) => hypervisors?.[0]?.[key]);
}

/** The unit that disks are made on: the first that is not about spindles. */
function mainUnit([, storage]: Info): StorageInfo | undefined {
  return storage?.find((unit) => unit.type !== ST_LVM_PV);
}
function spindleUnit([, storage]: Info): StorageInfo | undefined {
  return storage?.find((unit) => unit.type === ST_LVM_PV);
}

const rows: readonly NodeLiveField[] = [
  fromNode('bootid', 'BootID', 'text', 'Changes with every start of the node', 'nothing', ([bootId]) => bootId),
  hypervisorField('cnodes', 'CNodes', 'number', 'NUMA domains, where the hypervisor tells', 'cpu_nodes'),
  hypervisorField('cnos', 'CNOs', 'number', "CPUs of the node's own system (dom0 with Xen)", 'cpu_dom0'),
  hypervisorField('csockets', 'CSockets', 'number', 'CPU sockets, where the hypervisor tells', 'cpu_sockets'),
  hypervisorField('ctotal', 'CTotal', 'number', 'CPUs of the machine', 'cpu_total'),
  hypervisorField('mfree', 'MFree', 'unit', 'Memory left for instances', 'memory_free'),
  hypervisorField('mnode', 'MNode', 'unit', "Memory of the node's own system (dom0 with Xen)", 'memory_dom0'),
  hypervisorField('mtotal', 'MTotal', 'unit', 'Memory of the machine', 'memory_total'),
  fromNode('dfree', 'DFree', 'unit', 'Space left for disks', 'storage', (info) => mainUnit(info)?.storage_free),
  fromNode('dtotal', 'DTotal', 'unit', 'Space for disks in all', 'storage', (info) => mainUnit(info)?.storage_size),
  fromNode(
    'spfree',
    'SpFree',
    'number',
    'Spindles left, with exclusive storage',
    'storage',
    (info) => spindleUnit(info)?.storage_free,
  ),
  fromNode(
    'sptotal',
    'SpTotal',
    'number',
    'Spindles in all, with exclusive storage',
    'storage',
    (info) => spindleUnit(info)?.storage_size,
  ),
];

/** Fields of a node that only the node knows. */
export const nodeLiveFields: readonly Field<Node, NodeRuntime>[] = rows.map((row) => row.field);

/** The cluster's storage units as node_info is asked for them: those of the enabled templates, and the spindles. */
export function storageUnits(cluster: Cluster, exclusiveStorage: boolean): StorageUnit[] {
  const units = new Map<string, StorageUnit>();
  const add = (type: string, key: string | null | undefined): void => {
    if (typeof key !== 'string') return;
    const flags = type === ST_LVM_VG || type === ST_LVM_PV ? [exclusiveStorage] : [];
    units.set(type, [type, key, flags]);
  };
  for (const template of cluster.enabled_disk_templates) {
    const type = MAP_DISK_TEMPLATE_STORAGE_TYPE[template];
    if (type === ST_LVM_VG) add(type, cluster.volume_group_name);
    if (template === 'file') add(ST_FILE, cluster.file_storage_dir);
  }
  add(ST_LVM_PV, cluster.volume_group_name);
  return [...units.values()];
}

/** Asks each node for what the fields need. */
export async function collectNodes(
  nodes: readonly Node[],
  { view, sources, fields }: CollectRequest,
): Promise<[Node, NodeRuntime][]> {
  const needs = new Set(rows.filter((row) => fields.has(row.field.name)).map((row) => row.needs));
  const { cluster } = view.cfg;
  const [hypervisor = 'xen-pvm'] = cluster.enabled_hypervisors;
  const specs: [string, Record<string, unknown>][] = needs.has('hypervisor')
    ? [[hypervisor, { ...cluster.hvparams[hypervisor] }]]
    : [];
  const unitsOf = (uuid: string): StorageUnit[] => {
    const node = view.cfg.nodes[uuid];
    return storageUnits(cluster, (node && view.ndParams(node))?.exclusive_storage ?? false);
  };
  const results = await sources.rpc.many(
    nodes.filter((node) => view.groupOf(node)).map((node) => node.uuid),
    'node_info',
    (uuid) => ({ storage_units: needs.has('storage') ? unitsOf(uuid) : [], hv_specs: specs }),
  );
  return nodes.map((node) => [node, results.get(node.uuid) ?? BROKEN]);
}

const BROKEN: NodeRuntime = {
  ok: false,
  offline: false,
  kind: 'remote',
  error: 'the group of the node is missing in the configuration',
};
