import type { WireDisk, WireInstance, WireNic } from '@gnt/protocol';
import { HotplugError, HypervisorError, reasonOf } from '../errors.js';
import type { Hotplug, HotplugAction, HotplugTarget } from '../interface.js';
import { ParamReader } from '../params.js';
import { withMonitor, type KvmContext } from './context.js';
import { deviceId, placeDevice, type DeviceInfo } from './devices.js';
import { slotsOf } from './generate.js';
import type { Monitor } from './monitor.js';
import { plugDisk, plugNic, unplugDisk, unplugNic } from './plug.js';
import { placeOf, type KvmRuntime } from './runtime-file.js';
import { loadRuntime, saveRuntime } from './runtime-store.js';

/** Types that can come and go while the guest runs. */
const PLUGGABLE: Readonly<Record<HotplugTarget, readonly string[]>> = {
  nic: ['e1000', 'i82551', 'i82559er', 'i82557b', 'ne2k_pci', 'paravirtual', 'pcnet', 'rtl8139'],
  disk: ['paravirtual', 'scsi-block', 'scsi-generic', 'scsi-hd', 'scsi-cd'],
};
/** How often the outcome is looked at, and milliseconds in between. */
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
    if (!PLUGGABLE[target].includes(type)) throw new HotplugError(`No hotplug for devices of type ${type}`);
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
      await plugDisk({ disk, info, path, uri }, hvp, monitor);
      await this.#check(monitor, String(info['id']), true);
      const link = path === null ? null : this.#context.kvmFiles.portable(path);
      await saveRuntime(this.#context, instance.name, { ...runtime, disks: [...runtime.disks, { disk, link, uri }] });
    } else {
      const nic = placed as WireNic;
      await plugNic(this.#context, { instance, nic, sequence: request.sequence }, info, hvp, monitor);
      await this.#check(monitor, String(info['id']), true);
      await saveRuntime(this.#context, instance.name, { ...runtime, nics: [...runtime.nics, nic] });
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
        `The runtime of ${target} does not know UUID ${device.uuid ?? '?'}; it was added without hotplug`,
      );
    }
    const place = placeOf(entry);
    const id = String(place['id']);
    if (target === 'disk') await unplugDisk(id, monitor);
    else await unplugNic(this.#context, { instance, nic: device, sequence: request.sequence }, id, monitor);
    await this.#check(monitor, id, false);
    const left: KvmRuntime = {
      ...runtime,
      nics: runtime.nics.filter((n) => n !== entry),
      disks: runtime.disks.filter(({ disk }) => disk !== entry),
    };
    await saveRuntime(this.#context, instance.name, left);
    return { place, runtime: left };
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

function diskExtra(extra: unknown): [path: string | null, uri: string | null] {
  const [path, uri] = Array.isArray(extra) ? (extra as unknown[]) : [];
  const valid = (v: unknown): v is string | null | undefined => v === undefined || v === null || typeof v === 'string';
  if (!valid(path) || !valid(uri) || (!path && !uri)) {
    throw new HotplugError(`The disk to add has neither a link nor a URI (${reasonOf(JSON.stringify(extra))})`);
  }
  return [path ?? null, uri ?? null];
}
