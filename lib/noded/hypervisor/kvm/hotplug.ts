import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { HotplugError, HypervisorError, reasonOf } from '../errors.js';
import type { Hotplug, HotplugAction, HotplugTarget } from '../interface.js';
import { ParamReader } from '../params.js';
import { cacheSettings } from './blockdev.js';
import { nicFeatures, placedDiskNode, userspaceAccess, vectors } from './command/index.js';
import { withMonitor, type KvmContext } from './context.js';
import { deviceArguments, deviceId, placeDevice, type DeviceInfo } from './devices.js';
import { slotsOf } from './generate.js';
import type { Monitor } from './monitor.js';
import { nicEnvironment } from './network/environment.js';
import { placeOf, type KvmRuntime } from './runtime-file.js';
import { loadRuntime, saveRuntime } from './runtime-store.js';

/** Types that can come and go while the guest runs. */
const PLUGGABLE: Readonly<Record<HotplugTarget, readonly string[]>> = {
  nic: ['e1000', 'i82551', 'i82559er', 'i82557b', 'ne2k_pci', 'paravirtual', 'pcnet', 'rtl8139'],
  disk: ['paravirtual', 'scsi-block', 'scsi-generic', 'scsi-hd', 'scsi-cd'],
};
/** Milliseconds a guest may take to let a device go, and how often the outcome is looked at. */
const UNPLUG_TIMEOUT = 5_000;
const CHECKS = 5;
const CHECK_INTERVAL = 1_000;

interface Request {
  readonly instance: WireInstance;
  readonly target: HotplugTarget;
  readonly device: WireDisk | WireNic;
  readonly extra: unknown;
  readonly sequence: number;
}

/** Adds, removes and changes devices of a running guest over QMP, and keeps the runtime file in step. */
export class KvmHotplug implements Hotplug {
  readonly #context: KvmContext;

  constructor(context: KvmContext) {
    this.#context = context;
  }

  async supported(instance: WireInstance): Promise<void> {
    await withMonitor(this.#context, instance.name, ({ qmp }) => Promise.resolve(qmp.version)).catch(
      (cause: unknown) => {
        throw new HotplugError('Instance is probably down', { cause });
      },
    );
  }

  async device(
    instance: WireInstance,
    action: HotplugAction,
    target: HotplugTarget,
    device: WireDisk | WireNic,
    extra: unknown,
    sequence: number,
  ): Promise<unknown> {
    const request: Request = { instance, target, device, extra, sequence };
    const runtime = await loadRuntime(this.#context, instance.name);
    const type = typeOf(runtime, target);
    if (!PLUGGABLE[target].includes(type)) throw new HotplugError(`Hotplug is not supported for device type ${type}`);
    return withMonitor(this.#context, instance.name, async (monitor) => {
      switch (action) {
        case 'hotadd':
          await this.#add(request, runtime, monitor);
          return null;
        case 'hotremove':
          return (await this.#remove(request, runtime, monitor)).place;
        case 'hotmod': {
          // Only a NIC can change: it goes, and comes back in its place.
          if (target === 'disk') return null;
          const { place, runtime: without } = await this.#remove(request, runtime, monitor);
          await this.#add(request, without, monitor, place);
          return null;
        }
      }
    });
  }

  async resizeDisk(instance: WireInstance, disk: WireDisk, size: number): Promise<void> {
    await withMonitor(this.#context, instance.name, ({ qmp }) =>
      qmp.execute('block_resize', { 'node-name': deviceId('disk', disk.uuid), size }),
    );
  }

  async #add(request: Request, runtime: KvmRuntime, monitor: Monitor, place?: DeviceInfo): Promise<void> {
    const { instance, target, device } = request;
    const hvp = new ParamReader({ ...instance.hvparams, ...runtime.hvparams });
    const slots = slotsOf(
      hvp,
      [...runtime.nics, ...runtime.disks.map(({ disk }) => disk)].map((d) => d.hvinfo as DeviceInfo),
    );
    const info = place ?? placeDevice(target, deviceId(target, device.uuid), typeOf(runtime, target), slots);
    const placed = { ...device, hvinfo: info };
    if (target === 'disk') {
      const disk = placed as WireDisk;
      const [path, uri] = diskExtra(request.extra);
      await this.#addDisk(disk, { info, path, uri }, hvp, monitor);
      await this.#check(monitor, String(info['id']), true);
      const link = path === null ? null : this.#context.kvmFiles.portable(path);
      await saveRuntime(this.#context, instance.name, { ...runtime, disks: [...runtime.disks, { disk, link, uri }] });
    } else {
      const nic = placed as WireNic;
      await this.#addNic(request, nic, info, hvp, monitor);
      await this.#check(monitor, String(info['id']), true);
      await saveRuntime(this.#context, instance.name, { ...runtime, nics: [...runtime.nics, nic] });
    }
  }

  async #addDisk(
    disk: WireDisk,
    { info, path, uri }: { info: DeviceInfo; path: string | null; uri: string | null },
    hvp: ParamReader,
    { qmp }: Monitor,
  ): Promise<void> {
    if (!userspaceAccess(disk)) requirePathAccess(hvp, 'disk');
    const id = String(info['id']);
    const { writeback } = cacheSettings(hvp.text('disk_cache'), disk.dev_type);
    await qmp.execute('blockdev-add', placedDiskNode({ disk, info, path, uri }, hvp));
    try {
      await qmp.execute('device_add', { drive: id, 'write-cache': writeback ? 'on' : 'off', ...deviceArguments(info) });
    } catch (e) {
      await qmp.execute('blockdev-del', { 'node-name': id });
      throw e;
    }
  }

  async #addNic(request: Request, nic: WireNic, info: DeviceInfo, hvp: ParamReader, { qmp }: Monitor): Promise<void> {
    requirePathAccess(hvp, 'NIC');
    const { taps, interfaces, files, kvmFiles, probe, runAs } = this.#context;
    const { instance, sequence } = request;
    const id = String(info['id']);
    const features = nicFeatures(hvp, await probe.of(hvp.text('kvm_path')));
    const user = await runAs.current(instance.name, hvp);
    const tap = await taps.create(nic, features, user);
    try {
      await interfaces.connect(nicEnvironment(instance, sequence, nic, tap));
      const multiqueue = features.queues > 1;
      await qmp.execute('netdev_add', {
        ...{ type: 'tap', id, ifname: tap, script: 'no', downscript: 'no' },
        ...(multiqueue ? { queues: features.queues } : {}),
        ...(features.vhost ? { vhost: true } : {}),
      });
      const more = multiqueue ? { mq: true, vectors: vectors(features.queues) } : {};
      await qmp
        .execute('device_add', { netdev: id, mac: nic.mac, ...deviceArguments(info), ...more })
        .catch(async (e: unknown) => {
          await qmp.execute('netdev_del', { id });
          throw e;
        });
      await files.writeAtomic(kvmFiles.local(kvmFiles.nic(instance.name, sequence)), tap, {
        mode: 0o600,
        durable: false,
      });
    } catch (e) {
      await taps.remove(tap);
      throw e;
    }
  }

  async #remove(
    request: Request,
    runtime: KvmRuntime,
    monitor: Monitor,
  ): Promise<{ place: DeviceInfo; runtime: KvmRuntime }> {
    const { instance, target, device } = request;
    const known = target === 'nic' ? runtime.nics : runtime.disks.map(({ disk }) => disk);
    const entry = known.find((d) => d.uuid === device.uuid);
    if (entry === undefined) {
      throw new HotplugError(
        `Cannot find runtime info for ${target} with UUID ${device.uuid ?? '?'}; it was added without hotplug`,
      );
    }
    const place = placeOf(entry);
    const id = String(place['id']);
    await this.#unplug(monitor, id);
    if (target === 'disk') await monitor.qmp.execute('blockdev-del', { 'node-name': id });
    else await this.#removeNetdev(request, id, monitor);
    await this.#check(monitor, id, false);
    const left: KvmRuntime = {
      ...runtime,
      nics: runtime.nics.filter((n) => n !== entry),
      disks: runtime.disks.filter(({ disk }) => disk !== entry),
    };
    await saveRuntime(this.#context, instance.name, left);
    return { place, runtime: left };
  }

  /** Asks the guest to let go of a device and waits until it has. */
  async #unplug({ qmp }: Monitor, id: string): Promise<void> {
    await qmp.execute('device_del', { id });
    const kinds = ['DEVICE_DELETED', 'DEVICE_UNPLUG_GUEST_ERROR'];
    const event = await qmp.event(kinds, UNPLUG_TIMEOUT, ({ data }) => data?.['device'] === id);
    if (event === undefined) throw new HypervisorError('DEVICE_DELETED event has not arrived');
    if (event.event !== 'DEVICE_DELETED') throw new HypervisorError('DEVICE_UNPLUG_GUEST_ERROR event has occurred');
  }

  async #removeNetdev({ instance, device, sequence }: Request, id: string, { qmp }: Monitor): Promise<void> {
    const { files, kvmFiles, taps } = this.#context;
    await qmp.execute('netdev_del', { id });
    const numbered = kvmFiles.local(kvmFiles.nic(instance.name, sequence));
    const inFile = (await files.readTextIfPresent(numbered))?.trim();
    const tap = taps.fixedName(device) ?? inFile;
    if (tap === undefined) return;
    await taps.remove(tap);
    // NICs move up when one before them goes, files do not: only the file that names this tap is this NIC's.
    if (inFile === tap) await files.remove(numbered);
  }

  async #check(monitor: Monitor, id: string, wanted: boolean): Promise<void> {
    for (let i = 0; i < CHECKS; i++) {
      if ((await monitor.hasDevice(id)) === wanted) return;
      await this.#context.clock.sleep(CHECK_INTERVAL);
    }
    throw new HypervisorError(
      `Device ${id} should have been ${wanted ? 'added but is missing' : 'removed but is still there'}`,
    );
  }
}

function typeOf(runtime: KvmRuntime, target: HotplugTarget): string {
  return new ParamReader(runtime.hvparams).text(target === 'nic' ? 'nic_type' : 'disk_type');
}

/** Files and taps are handed over by path, which a QEMU in its own root directory cannot open (decision 13). */
function requirePathAccess(hvp: ParamReader, what: string): void {
  if (hvp.flag('use_chroot')) {
    throw new HotplugError(
      `A ${what} cannot be added to a running instance with use_chroot; restart the instance instead`,
    );
  }
}

function diskExtra(extra: unknown): [path: string | null, uri: string | null] {
  const [path, uri] = Array.isArray(extra) ? (extra as unknown[]) : [];
  const valid = (v: unknown): v is string | null | undefined => v === undefined || v === null || typeof v === 'string';
  if (!valid(path) || !valid(uri) || (!path && !uri)) {
    throw new HotplugError(`The disk to add has neither a link nor a URI (${reasonOf(JSON.stringify(extra))})`);
  }
  return [path ?? null, uri ?? null];
}
