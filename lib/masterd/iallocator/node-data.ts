import {
  MAP_DISK_TEMPLATE_STORAGE_TYPE,
  ST_FILE,
  ST_LVM_PV,
  ST_LVM_VG,
  STS_REPORT,
  type DiskTemplate,
} from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import { OpExecError, type HypervisorInfo, type RpcPayload, type StorageInfo, type StorageUnit } from '@gnt/protocol';
import type { RpcResult } from '../../rpc/interface.js';
import type { Instance, Node, Snapshot } from '../planning/objects.js';
import { beOf, ndParamsOf } from '../planning/params.js';

/** What a node said of itself and of the instances that run on it. */
export interface NodeLive {
  readonly info: RpcResult<RpcPayload<'node_info'>>;
  readonly instances: RpcResult<RpcPayload<'all_instances_info'>>;
}

type Known = 'memory_total' | 'memory_free' | 'memory_dom0' | 'cpu_total' | 'cpu_dom0';

/** The storage whose space matters for disks of the template; none where its space cannot be known. */
export function storageUnitsFor(cfg: Snapshot, template: DiskTemplate, node: Node): StorageUnit[] {
  const type = MAP_DISK_TEMPLATE_STORAGE_TYPE[template];
  if (type === ST_FILE) return [[type, cfg.cluster.file_storage_dir, []]];
  if (type !== ST_LVM_VG) return [];
  const vg = cfg.cluster.volume_group_name ?? '';
  const flags = [ndParamsOf(cfg, node).exclusive_storage];
  return [
    [ST_LVM_VG, vg, flags],
    [ST_LVM_PV, vg, flags],
  ];
}

/** What allocators are told of a node that is up; throws an OpExecError when it did not say enough. */
export function dynamicNodeData(
  cfg: Snapshot,
  node: Node,
  live: NodeLive,
  template: DiskTemplate,
): Record<string, number> {
  const [, storage, hypervisors] = payload(live.info, `Can't get data for node ${node.name}`);
  const running = payload(live.instances, `Can't get node instance info from node ${node.name}`);
  const value = (key: Known): number => numberOf(hypervisors?.[0] ?? {}, node.name, key);
  const primaries = Object.values(cfg.instances).filter((instance) => instance.primary_node === node.uuid);
  const memory = memoryOf(cfg, primaries, running);
  return {
    total_memory: value('memory_total'),
    reserved_memory: value('memory_dom0'),
    free_memory: value('memory_free') - memory.promised,
    ...spaceOf(storage ?? [], node.name, template),
    total_cpus: value('cpu_total'),
    reserved_cpus: value('cpu_dom0'),
    i_pri_memory: memory.all,
    i_pri_up_memory: memory.up,
  };
}

function payload<T>(result: RpcResult<T>, what: string): T {
  if (!result.ok) throw new OpExecError(`${what}: ${result.error}`);
  return result.payload;
}

function numberOf(info: HypervisorInfo, node: string, key: Known): number {
  const value = info[key];
  if (value === undefined) throw new OpExecError(`Node '${node}' didn't return attribute '${key}'`);
  if (!Number.isInteger(value)) {
    throw new OpExecError(`Node '${node}' returned invalid value for '${key}': ${JSON.stringify(value)}`);
  }
  return value;
}

/** MiB of primary instances: of all, of those that shall run, and what these may still take and do not have now. */
function memoryOf(
  cfg: Snapshot,
  primaries: readonly Instance[],
  running: Readonly<Record<string, { readonly memory: number }>>,
): { all: number; up: number; promised: number } {
  const sums = { all: 0, up: 0, promised: 0 };
  for (const instance of primaries) {
    const { maxmem } = beOf(cfg.cluster, instance);
    sums.all += maxmem;
    if (instance.admin_state !== 'up' || instance.forthcoming) continue;
    sums.up += maxmem;
    sums.promised += Math.max(0, maxmem - (running[instance.name]?.memory ?? 0));
  }
  return sums;
}

function spaceOf(storage: readonly StorageInfo[], node: string, template: DiskTemplate): Record<string, number> {
  const type = MAP_DISK_TEMPLATE_STORAGE_TYPE[template];
  const none = { total_disk: 0, free_disk: 0, total_spindles: 0, free_spindles: 0 };
  if (!(STS_REPORT as readonly string[]).includes(type)) return none;
  const space = storage.find((unit) => unit.type === type);
  if (!space) throw new OpExecError(`Node '${node}' didn't return space info for disk template '${template}'`);
  const spindles = diskTemplates[template].lvm ? storage.find((unit) => unit.type === ST_LVM_PV) : undefined;
  return {
    total_disk: space.storage_size ?? 0,
    free_disk: space.storage_free ?? 0,
    total_spindles: spindles?.storage_size ?? 0,
    free_spindles: spindles?.storage_free ?? 0,
  };
}
