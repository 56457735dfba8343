import { basename, dirname } from 'node:path';
import {
  DT_DRBD8,
  DT_EXT,
  DT_FILE,
  DT_SHARED_FILE,
  HOTPLUG_ACTION_ADD,
  HOTPLUG_ACTION_REMOVE,
  MODIFIABLE_IDISK_PARAMS,
  type DiskMode,
} from '@gnt/constants';
import type { Disk as StoredDisk, DiskLogicalId } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import { disksOf } from '../../../../config/queries.js';
import type { ChangeRow, DeviceActions } from '../../../planning/device-changes.js';
import { fileStorageDir } from '../../../planning/disk-requests.js';
import type { Disk, Parameters } from '../../../planning/objects.js';
import { wireDisk, wireInstance } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';
import { draftDisk, returnPorts } from '../../common/changes.js';
import { instanceOf } from '../../common/checks.js';
import { addDisk, attachDisk, detachDisk, dropDisk } from '../../common/disk-changes.js';
import { payloadOf } from '../../common/results.js';
import { assembleDisks, shutdownDisks } from '../../storage/assemble.js';
import { createDisks } from '../../storage/create.js';
import { wipeDisks } from '../../storage/fill.js';
import { planNewDisks } from '../../storage/plan.js';
import { removeDisks } from '../../storage/remove.js';
import { waitForSync } from '../../storage/sync.js';
import { diskRequest, diskToAttach, newName, type DiskOptions } from './disk-checks.js';
import { hotplug } from './hotplug.js';

/** Where new disk files go. */
export interface FileOptions {
  readonly directory: string | null;
  readonly driver: string | null;
}

/** Changes the disks of an instance: nodes, configuration and the running guest. */
export class DiskChanger implements DeviceActions<Disk> {
  readonly #ctx: LuContext;
  readonly #uuid: string;
  readonly #options: DiskOptions & FileOptions;

  constructor(ctx: LuContext, uuid: string, options: DiskOptions & FileOptions) {
    this.#ctx = ctx;
    this.#uuid = uuid;
    this.#options = options;
  }

  async add(index: number, params: Parameters): Promise<readonly [Disk, readonly ChangeRow[]]> {
    const ctx = this.#ctx;
    const instance = instanceOf(ctx.cfg.snapshot, this.#uuid);
    const cfg = ctx.cfg.snapshot;
    const request = diskRequest(cfg, instance, params);
    const [template = 'plain'] = disksOf(cfg, instance).map((d) => d.dev_type);
    const secondary = disksOf(cfg, instance)
      .flatMap((d) => (d.dev_type === DT_DRBD8 ? [d.logical_id[0], d.logical_id[1]] : []))
      .find((uuid) => uuid !== instance.primary_node);
    const [disk] = await planNewDisks(ctx, {
      template,
      instanceUuid: instance.uuid,
      primary: instance.primary_node,
      secondary: typeof secondary === 'string' ? secondary : null,
      directory: fileStorageDir(cfg.cluster, template, instance.name, this.#options.directory),
      fileDriver: this.#options.driver,
      base: index,
      forthcoming: false,
      disks: [request],
    });
    if (!disk) throw new OpExecError(`Cannot work out a new disk for template ${template}`);
    await createDisks(ctx, instance, [disk]);
    await ctx.undo.step(
      `enter disk ${disk.uuid}`,
      () => ctx.cfg.update((draft) => addDisk(draft, instance.uuid, disk, index)),
      () => ctx.cfg.update((draft) => dropDisk(draft, instance.uuid, disk.uuid)),
    );
    ctx.cfg.reservations.releaseDrbdMinors(disk.uuid);
    if (cfg.cluster.prealloc_wipe_disks) {
      await wipeDisks(ctx, instanceOf(ctx.cfg.snapshot, instance.uuid), [{ index, disk, from: 0 }]);
    }
    // The disk is whole from here on: what fails later leaves it to the instance.
    ctx.undo.commit();
    const row: ChangeRow = [`disk/${index}`, `add:size=${disk.size},mode=${disk.mode}`];
    return [disk, this.#options.hotplug ? [row, await this.plugIn(disk, index)] : [row]];
  }

  async placed(disk: Disk): Promise<void> {
    const ctx = this.#ctx;
    if (!(await waitForSync(ctx, this.#uuid, { disks: [disk], once: !this.#options.waitForSync }))) {
      throw new OpExecError(`Failed to sync disks of ${instanceOf(ctx.cfg.snapshot, this.#uuid).name}`);
    }
    if (!instanceOf(ctx.cfg.snapshot, this.#uuid).disks_active) await shutdownDisks(ctx, this.#uuid, { disks: [disk] });
  }

  async attach(index: number, params: Parameters): Promise<readonly [Disk, readonly ChangeRow[]]> {
    const ctx = this.#ctx;
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, this.#uuid);
    const found = diskToAttach(cfg, params);
    if (found.dev_type === DT_FILE || found.dev_type === DT_SHARED_FILE) {
      const [driver, path] = found.logical_id;
      const directory = fileStorageDir(cfg.cluster, found.dev_type, instance.name, this.#options.directory) ?? '';
      await this.moveFile(found, [driver, `${directory}/${basename(path)}`], 'Failed before attach');
    }
    await ctx.cfg.update((draft) => attachDisk(draft, instance.uuid, found.uuid, index));
    const disk = this.current(found.uuid);
    const row: ChangeRow = [`disk/${index}`, `attach:size=${disk.size},mode=${disk.mode}`];
    const { ok } = await assembleDisks(ctx, instance.uuid, { disks: [disk] });
    if (!ok) return [disk, [row, [`disk/${index}`, 'assemble:failed']]];
    return [disk, this.#options.hotplug ? [row, await this.plugIn(disk, index)] : [row]];
  }

  async modify(index: number, disk: Disk, params: Parameters): Promise<readonly [Disk, readonly ChangeRow[]]> {
    const ctx = this.#ctx;
    const rows: ChangeRow[] = [];
    const provider = disk.dev_type === DT_EXT;
    const foreign = Object.entries(params).filter(
      ([key]) => provider && !(MODIFIABLE_IDISK_PARAMS as readonly string[]).includes(key),
    );
    const name = newName(params, disk.name ?? null);
    if ('mode' in params) rows.push([`disk.mode/${index}`, params['mode']]);
    if ('name' in params) rows.push([`disk.name/${index}`, name]);
    for (const [key, value] of foreign) rows.push([`disk.params:${key}/${index}`, value]);
    await ctx.cfg.update((draft) => {
      const changed = draftDisk(draft, disk.uuid);
      if ('mode' in params) changed.mode = params['mode'] as DiskMode;
      if (name === null) Reflect.deleteProperty(changed, 'name');
      else changed.name = name;
      const own = { ...changed.params };
      for (const [key, value] of foreign) {
        if (String(value).toLowerCase() === 'default') Reflect.deleteProperty(own, key);
        else own[key] = value;
      }
      changed.params = own;
    });
    return [this.current(disk.uuid), rows];
  }

  async remove(index: number, disk: Disk): Promise<string | undefined> {
    const ctx = this.#ctx;
    const said = this.#options.hotplug ? await this.unplug(disk, index) : undefined;
    if (said !== undefined) await shutdownDisks(ctx, this.#uuid, { disks: [disk] });
    await removeDisks(ctx, instanceOf(ctx.cfg.snapshot, this.#uuid), { disks: [disk] });
    await ctx.cfg.update((draft) => {
      if (disk.dev_type === DT_DRBD8) returnPorts(draft.cluster, [Number(disk.logical_id[2])]);
      dropDisk(draft, this.#uuid, disk.uuid);
    });
    return said;
  }

  async detach(index: number, disk: Disk): Promise<string | undefined> {
    const ctx = this.#ctx;
    const said = this.#options.hotplug ? await this.unplug(disk, index) : undefined;
    await shutdownDisks(ctx, this.#uuid, { disks: [disk] });
    if (disk.dev_type === DT_FILE || disk.dev_type === DT_SHARED_FILE) {
      const [driver, path] = disk.logical_id;
      const target = `${dirname(dirname(path))}/${basename(path)}`;
      await this.moveFile(disk, [driver, target], 'Failed before detach');
    }
    await ctx.cfg.update((draft) => detachDisk(draft, this.#uuid, disk.uuid));
    return said;
  }

  private current(uuid: string): StoredDisk {
    return draftDisk(this.#ctx.cfg.snapshot as never, uuid);
  }

  private async moveFile(disk: Disk, to: DiskLogicalId, what: string): Promise<void> {
    const ctx = this.#ctx;
    const instance = instanceOf(ctx.cfg.snapshot, this.#uuid);
    const node = instance.primary_node;
    const wire = wireDisk(ctx.cfg.snapshot, instance, disk, node);
    payloadOf(await ctx.rpc.tryOne(node, 'blockdev_rename', { devlist: [[wire, [...to]]] }), what);
    await ctx.cfg.update((draft) => {
      draftDisk(draft, disk.uuid).logical_id = to;
    });
  }

  private async plugIn(disk: Disk, index: number): Promise<ChangeRow> {
    const ctx = this.#ctx;
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, this.#uuid);
    const node = instance.primary_node;
    const device = wireDisk(cfg, instance, disk, node);
    const result = await ctx.rpc.tryOne(node, 'blockdev_assemble', {
      disk: device,
      instance: wireInstance(cfg, instance, node),
      on_primary: true,
      idx: index,
    });
    if (!result.ok) {
      ctx.feedback.warn(`Can't assemble newly created disk ${index}: ${result.error}`);
      return [`disk/${index}`, 'assemble:failed'];
    }
    const [, link, uri] = result.payload;
    const extra = [String(link), uri ?? null] as const;
    const said = await hotplug(ctx, instance, { action: HOTPLUG_ACTION_ADD, target: 'disk', device, extra, index });
    return [`disk/${index}`, said];
  }

  private async unplug(disk: Disk, index: number): Promise<string> {
    const ctx = this.#ctx;
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, this.#uuid);
    const device = wireDisk(cfg, instance, disk, instance.primary_node);
    return hotplug(ctx, instance, { action: HOTPLUG_ACTION_REMOVE, target: 'disk', device, extra: null, index });
  }
}
