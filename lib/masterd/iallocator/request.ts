import { DRBD_META_SIZE, DT_BLOCK, DT_DISKLESS, DT_DRBD8, type DiskTemplate } from '@gnt/constants';
import { diskTemplates, isMirrored } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, secondaryNodes } from '../../config/queries.js';
import type { Instance, Snapshot } from '../planning/objects.js';

/** A request as allocators read it (`type` says which kind), before the cluster is described to them. */
export type AllocatorRequest = Readonly<Record<string, unknown>> & { readonly type: string };

/** An instance that is to be placed. */
export interface WantedInstance {
  readonly name: string;
  readonly template: DiskTemplate;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly os: string;
  readonly vcpus: number;
  readonly memory: number;
  readonly spindleUse: number;
  readonly disks: readonly Readonly<Record<string, unknown>>[];
  readonly nics: readonly object[];
  readonly hypervisor: string;
}

/** MiB that disks take where they lie, as allocators count it. */
export function diskSpaceNeeded(disks: readonly { readonly dev_type: string; readonly size: number }[]): number {
  let sum = 0;
  for (const { dev_type: type, size } of disks) {
    if (type === DT_DISKLESS || type === DT_BLOCK) continue;
    sum += size + (type === DT_DRBD8 ? DRBD_META_SIZE : 0);
  }
  return sum;
}

/** Nodes that an instance of the template lives on. */
export function requiredNodes(template: DiskTemplate): number {
  return diskTemplates[template].internallyMirrored ? 2 : 1;
}

function describe(wanted: WantedInstance): Record<string, unknown> {
  const disks = wanted.disks.map((disk) => ({ ...disk, size: Number(disk['size']), dev_type: wanted.template }));
  return {
    name: wanted.name,
    disk_template: wanted.template,
    group_name: wanted.group,
    tags: wanted.tags,
    os: wanted.os,
    vcpus: wanted.vcpus,
    memory: wanted.memory,
    spindle_use: wanted.spindleUse,
    disks,
    disk_space_total: diskSpaceNeeded(disks),
    nics: wanted.nics,
    required_nodes: requiredNodes(wanted.template),
    hypervisor: wanted.hypervisor,
  };
}

/** Nodes for a new instance; only among those given, where any are. */
export function allocateRequest(wanted: WantedInstance, only: readonly string[] | null = null): AllocatorRequest {
  return { ...describe(wanted), ...(only === null ? {} : { node_whitelist: only }), type: 'allocate' };
}

/** Nodes for several new instances. */
export function multiAllocateRequest(wanted: readonly WantedInstance[]): AllocatorRequest {
  return { instances: wanted.map(describe), type: 'multi-allocate' };
}

/** A secondary node for an instance that has none. */
export function allocateSecondaryRequest(name: string): AllocatorRequest {
  return { name, type: 'allocate-secondary' };
}

/** Another node in place of those named, for an instance whose disks are mirrored. */
export function relocateRequest(cfg: Snapshot, instance: Instance, from: readonly string[]): AllocatorRequest {
  const disks = disksOf(cfg, instance);
  if (!disks.every((disk) => isMirrored(disk.dev_type))) {
    throw new OpPrereqError("Can't relocate non-mirrored instances", ECODE_INVAL);
  }
  const internal = disks.some((disk) => diskTemplates[disk.dev_type].internallyMirrored);
  if (internal && secondaryNodes(cfg, instance).length !== 1) {
    throw new OpPrereqError('Instance has not exactly one secondary node', ECODE_STATE);
  }
  return {
    name: instance.name,
    disk_space_total: diskSpaceNeeded(disks),
    required_nodes: 1,
    relocate_from: from.map((uuid) => cfg.nodes[uuid]?.name ?? uuid),
    type: 'relocate',
  };
}

/** Jobs that move instances off their nodes; `ignoreSoftErrors` puts up with violated policies. */
export function nodeEvacuateRequest(
  instances: readonly string[],
  mode: 'primary-only' | 'secondary-only' | 'all',
  ignoreSoftErrors = false,
): AllocatorRequest {
  const ignore = ignoreSoftErrors ? { ignore_soft_errors: true } : {};
  return { instances, evac_mode: mode, ...ignore, type: 'node-evacuate' };
}

/** Jobs that move instances to other groups. */
export function changeGroupRequest(instances: readonly string[], targetGroups: readonly string[]): AllocatorRequest {
  return { instances, target_groups: targetGroups, type: 'change-group' };
}
