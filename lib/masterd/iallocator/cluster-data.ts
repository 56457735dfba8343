import { IALLOCATOR_VERSION, NIC_MODE_BRIDGED, type DiskTemplate } from '@gnt/constants';
import { disksOf, diskTemplateOf, instanceNodes } from '../../config/queries.js';
import type { Instance, Node, Snapshot } from '../planning/objects.js';
import { beOf, ndParamsOf, nicParamsOf, policyOf } from '../planning/params.js';
import { dynamicNodeData, type NodeLive } from './node-data.js';
import { diskSpaceNeeded, type AllocatorRequest } from './request.js';

/** What an allocator reads: the cluster and the request (doc/iallocator.rst of the original). */
export interface AllocatorDocument {
  readonly nodegroups: Readonly<Record<string, { readonly name: string }>>;
  readonly nodes: Readonly<Record<string, { readonly group: string }>>;
  readonly request: AllocatorRequest;
  readonly [key: string]: unknown;
}

/** The document for a request; `live` has what nodes said, by UUID, of those that were asked. */
export function allocatorDocument(
  cfg: Snapshot,
  request: AllocatorRequest,
  template: DiskTemplate,
  live: ReadonlyMap<string, NodeLive>,
): AllocatorDocument {
  const { cluster } = cfg;
  return {
    version: IALLOCATOR_VERSION,
    cluster_name: cluster.cluster_name,
    cluster_tags: cluster.tags,
    enabled_hypervisors: cluster.enabled_hypervisors,
    ipolicy: cluster.ipolicy,
    nodegroups: groupData(cfg),
    nodes: Object.fromEntries(
      Object.values(cfg.nodes).map((node) => [node.name, nodeData(cfg, node, live.get(node.uuid), template)]),
    ),
    instances: Object.fromEntries(
      Object.values(cfg.instances).map((instance) => [instance.name, instanceData(cfg, instance)]),
    ),
    request: onTheWire(request),
  };
}

/** The request without what is meant for the caller's side, and with the whitelist under its other name. */
function onTheWire({
  node_whitelist: only,
  ignore_soft_errors: _ignore,
  ...request
}: AllocatorRequest): AllocatorRequest {
  return only === undefined ? request : { ...request, 'restrict-to-nodes': only };
}

function groupData({ cluster, nodegroups }: Snapshot): AllocatorDocument['nodegroups'] {
  return Object.fromEntries(
    Object.values(nodegroups).map((group) => [
      group.uuid,
      {
        name: group.name,
        alloc_policy: group.alloc_policy,
        networks: Object.keys(group.networks),
        ipolicy: policyOf(cluster, group),
        tags: group.tags,
      },
    ]),
  );
}

function nodeData(cfg: Snapshot, node: Node, live: NodeLive | undefined, template: DiskTemplate): { group: string } {
  return {
    ...(live !== undefined && !node.offline ? dynamicNodeData(cfg, node, live, template) : {}),
    tags: node.tags,
    primary_ip: node.primary_ip,
    secondary_ip: node.secondary_ip,
    offline: node.offline,
    drained: node.drained,
    master_candidate: node.master_candidate,
    group: node.group,
    master_capable: node.master_capable,
    vm_capable: node.vm_capable,
    ndparams: ndParamsOf(cfg, node),
  } as { group: string };
}

function instanceData(cfg: Snapshot, instance: Instance): Record<string, unknown> {
  const { vcpus, maxmem, spindle_use } = beOf(cfg.cluster, instance);
  const disks = disksOf(cfg, instance);
  return {
    tags: instance.tags,
    admin_state: instance.admin_state,
    vcpus,
    memory: maxmem,
    spindle_use,
    os: instance.os,
    nodes: instanceNodes(cfg, instance).map((uuid) => cfg.nodes[uuid]?.name ?? uuid),
    nics: instance.nics.map((nic) => nicData(cfg, nic)),
    disks: disks.map(({ dev_type, size, mode, spindles }) => ({ dev_type, size, mode, spindles: spindles ?? null })),
    disk_template: diskTemplateOf(cfg, instance),
    disks_active: instance.disks_active,
    hypervisor: instance.hypervisor,
    disk_space_total: diskSpaceNeeded(disks),
  };
}

function nicData({ cluster }: Snapshot, nic: Instance['nics'][number]): Record<string, unknown> {
  const { mode, link } = nicParamsOf(cluster, nic.nicparams);
  const bridge = mode === NIC_MODE_BRIDGED ? { bridge: link } : {};
  return { mac: nic.mac, ip: nic.ip ?? null, mode, link, ...bridge };
}
