import {
  DDM_ADD,
  DDM_ATTACH,
  DDM_MODIFY,
  DDM_REMOVE,
  MAX_DISKS,
  MODIFIABLE_IDISK_PARAMS_TYPES,
  IDISK_PARAMS_TYPES,
  type DiskTemplate,
} from '@gnt/constants';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { diskTemplateOf, disksOf, instanceNodes, instanceOfDisk } from '../../../../config/queries.js';
import { applyChanges, type DeviceChange } from '../../../planning/device-changes.js';
import { checkSpindles, diskRequests, type DiskRequest } from '../../../planning/disk-requests.js';
import { mirrorNodesOf } from '../../../planning/layout.js';
import { checkDeviceNames } from '../../../planning/names.js';
import type { Disk, Instance, Parameters, Snapshot } from '../../../planning/objects.js';
import { ndParamsOf, typed } from '../../../planning/params.js';
import { shown } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { INSTANCE_NOT_RUNNING, checkInstanceState, nodeOf } from '../../common/checks.js';
import { checkAccess } from '../create/checks.js';

/** How disks are changed. */
export interface DiskOptions {
  readonly hotplug: boolean;
  readonly waitForSync: boolean;
}

/** The one template of an instance's disks; refuses where disks cannot be added. */
function templateFor(cfg: Snapshot, instance: Instance): DiskTemplate {
  const template = diskTemplateOf(cfg, instance);
  if (template === 'mixed' || template === 'diskless') {
    throw new OpPrereqError(
      `Disks cannot be added to instance '${instance.name}', whose disk template is ${template}`,
      ECODE_INVAL,
    );
  }
  return template;
}

/** A disk to be added, as it will be made. */
export function diskRequest(cfg: Snapshot, instance: Instance, params: Parameters): DiskRequest {
  const template = templateFor(cfg, instance);
  const { dev_type: type = template, ...rest } = params;
  if (type !== template) {
    throw new OpPrereqError(
      `A disk of type '${String(type)}' cannot be added to an instance of template '${template}'`,
      ECODE_INVAL,
    );
  }
  const given = template === 'ext' ? rest : typed(rest, IDISK_PARAMS_TYPES);
  const [request] = diskRequests([given], template, cfg.cluster.volume_group_name ?? null);
  if (!request) throw new OpPrereqError("Required disk parameter 'size' missing", ECODE_INVAL);
  return request;
}

/** The disk of the configuration that is to be attached. */
export function diskToAttach(cfg: Snapshot, params: Parameters): Disk {
  const { uuid, name } = params;
  if (Object.keys(params).length !== 1 || (uuid === undefined && name === undefined))
    throw new OpPrereqError('Only one argument is permitted in attach op, either name or uuid', ECODE_INVAL);
  const found = Object.values(cfg.disks).find((d) => (uuid === undefined ? d.name === name : d.uuid === uuid));
  if (found) return found;
  const what = uuid === undefined ? `name: ${shown(name)}` : `UUID: ${shown(uuid)}`;
  throw new OpPrereqError(`No disk was found with this ${what}`, ECODE_INVAL);
}

function checkAttach(cfg: Snapshot, instance: Instance, params: Parameters): Disk {
  const disk = diskToAttach(cfg, params);
  const owner = instanceOfDisk(cfg, disk.uuid);
  if (owner) throw new OpPrereqError(`Disk ${disk.uuid} is attached to instance '${owner.name}'`, ECODE_STATE);
  const template = diskTemplateOf(cfg, instance);
  if (template !== 'diskless' && template !== disk.dev_type) {
    throw new OpPrereqError(
      `A disk of template '${disk.dev_type}' does not fit an instance of template '${template}'`,
      ECODE_INVAL,
    );
  }
  const { nodes } = disk;
  const own = instanceNodes(cfg, instance);
  if (nodes.length > 0 && own.some((uuid) => !nodes.includes(uuid))) {
    throw new OpPrereqError(`The disk is on nodes ${nodes.join(',')}, the instance on ${own.join(',')}`, ECODE_INVAL);
  }
  const [primary = instance.primary_node] = mirrorNodesOf([disk]);
  if (primary !== instance.primary_node) {
    throw new OpPrereqError(
      `The disk's primary node is ${primary}, the instance's ${instance.primary_node}.`,
      ECODE_STATE,
    );
  }
  return disk;
}

function checkModify(cfg: Snapshot, instance: Instance, params: Parameters): void {
  if ('size' in params)
    throw new OpPrereqError("The size of a disk is changed by 'gnt-instance grow-disk'", ECODE_INVAL);
  if (disksOf(cfg, instance).some((d) => d.dev_type !== 'ext')) {
    typed(params, MODIFIABLE_IDISK_PARAMS_TYPES);
    return;
  }
  for (const fixed of ['access', 'provider']) {
    if (fixed in params) throw new OpPrereqError(`Disk '${fixed}' parameter change is not possible`, ECODE_INVAL);
  }
}

function checkOne(ctx: LuContext, instance: Instance, change: DeviceChange, options: DiskOptions): void {
  const cfg = ctx.cfg.snapshot;
  const { action, params } = change;
  if (action === DDM_MODIFY) checkModify(cfg, instance, params);
  if (action !== DDM_ADD && action !== DDM_ATTACH) return;
  if (!options.waitForSync && !instance.disks_active) {
    throw new OpPrereqError(
      `--no-wait-for-sync: can't ${action} a disk while the instance's disks are not active`,
      ECODE_INVAL,
    );
  }
  if (action === DDM_ATTACH) {
    checkAttach(cfg, instance, params);
    return;
  }
  const request = diskRequest(cfg, instance, params);
  const exclusive = instanceNodes(cfg, instance).some((uuid) => ndParamsOf(cfg, nodeOf(cfg, uuid)).exclusive_storage);
  checkSpindles([request], exclusive, true);
  checkAccess(ctx, instance.primary_node, templateFor(cfg, instance), [request], instance.hypervisor);
}

/** Name of a disk after a change that gives one; null where it gives none or takes it away. */
export function newName(params: Parameters, old: string | null): string | null {
  const { name } = params;
  if (typeof name !== 'string') return old;
  return name.toLowerCase() === 'none' ? null : name;
}

/** Refuses changes that cannot be made; returns the sizes (MiB) and templates of the disks as they will be. */
export async function checkDiskChanges(
  ctx: LuContext,
  instance: Instance,
  changes: readonly DeviceChange[],
  options: DiskOptions,
): Promise<readonly Pick<Disk, 'size' | 'dev_type'>[]> {
  const cfg = ctx.cfg.snapshot;
  for (const change of changes) checkOne(ctx, instance, change, options);
  if (changes.some((c) => c.action === DDM_REMOVE) && !options.hotplug) {
    const why = 'a disk of a running instance is removed with --hotplug only';
    await checkInstanceState(ctx, instance, INSTANCE_NOT_RUNNING, why);
  }
  type Shape = Pick<Disk, 'uuid' | 'size' | 'dev_type'> & { readonly name: string | null };
  const shape = (disk: Disk): Shape => ({ ...disk, name: disk.name ?? null });
  const { devices } = await applyChanges<Shape>('disk', disksOf(cfg, instance).map(shape), changes, {
    add: async (_index, params) => {
      const { size, name } = diskRequest(cfg, instance, params);
      return [{ uuid: '', size, name, dev_type: templateFor(cfg, instance) }, []];
    },
    attach: async (_index, params) => [shape(diskToAttach(cfg, params)), []],
    modify: async (_index, disk, params) => [{ ...disk, name: newName(params, disk.name) }, []],
    remove: async () => undefined,
    detach: async () => undefined,
  });
  checkDeviceNames('disk', devices as readonly unknown[] as readonly Parameters[]);
  if (devices.length > MAX_DISKS) {
    throw new OpPrereqError(
      `Instance has too many disks (${devices.length}), cannot have more than ${MAX_DISKS}`,
      ECODE_STATE,
    );
  }
  return devices;
}
