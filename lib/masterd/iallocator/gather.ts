import type { DiskTemplate } from '@gnt/constants';
import { diskTemplateOf, findInstance } from '../../config/queries.js';
import type { RpcRunner } from '../../rpc/interface.js';
import type { Snapshot } from '../planning/objects.js';
import { storageUnitsFor, type NodeLive } from './node-data.js';
import type { AllocatorRequest } from './request.js';

/** The kind of disks that a request is about: the space for them is what nodes are asked for. */
export function templateOf(cfg: Snapshot, request: AllocatorRequest): DiskTemplate {
  if (typeof request['disk_template'] === 'string') return request['disk_template'] as DiskTemplate;
  const instance = request.type === 'relocate' ? findInstance(cfg, String(request['name'])) : undefined;
  const template = instance && diskTemplateOf(cfg, instance);
  return template !== undefined && template !== 'mixed' ? template : (cfg.cluster.enabled_disk_templates[0] ?? 'plain');
}

/** The hypervisor whose view of memory and CPUs counts. */
function hypervisorOf(cfg: Snapshot, request: AllocatorRequest): string {
  if (request.type === 'allocate') return String(request['hypervisor']);
  const instance = request.type === 'relocate' ? findInstance(cfg, String(request['name'])) : undefined;
  return instance?.hypervisor ?? cfg.cluster.enabled_hypervisors[0] ?? '';
}

/** Asks all nodes that may hold instances; those that do not answer have that as their result. */
export async function gatherLive(
  cfg: Snapshot,
  rpc: RpcRunner,
  request: AllocatorRequest,
  template: DiskTemplate,
): Promise<Map<string, NodeLive>> {
  const { cluster } = cfg;
  const nodes = Object.values(cfg.nodes).filter((node) => node.vm_capable);
  const uuids = nodes.map((node) => node.uuid);
  const units = new Map(nodes.map((node) => [node.uuid, storageUnitsFor(cfg, template, node)]));
  const hypervisor = hypervisorOf(cfg, request);
  const hvparams: Readonly<Record<string, Readonly<Record<string, unknown>>>> = cluster.hvparams;
  const [infos, instances] = await Promise.all([
    rpc.many(uuids, 'node_info', (uuid) => ({
      storage_units: units.get(uuid) ?? [],
      hv_specs: [[hypervisor, { ...hvparams[hypervisor] }]],
    })),
    rpc.many(uuids, 'all_instances_info', {
      hypervisor_list: [...cluster.enabled_hypervisors],
      all_hvparams: Object.fromEntries(Object.entries(hvparams).map(([name, params]) => [name, { ...params }])),
    }),
  ]);
  const live = new Map<string, NodeLive>();
  for (const uuid of uuids) {
    const [info, running] = [infos.get(uuid), instances.get(uuid)];
    if (info && running) live.set(uuid, { info, instances: running });
  }
  return live;
}
