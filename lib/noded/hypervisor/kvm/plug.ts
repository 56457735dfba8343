import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WireInstance, WireNic } from '@gnt/protocol';
import { HotplugError, HypervisorError } from '../errors.js';
import type { ParamReader } from '../params.js';
import { cacheSettings } from './blockdev.js';
import { nicFeatures, placedDiskNode, userspaceAccess, vectors, type PlacedDisk } from './command/index.js';
import type { KvmContext } from './context.js';
import { deviceArguments, type DeviceInfo } from './devices.js';
import type { Monitor } from './monitor.js';
import { nicEnvironment } from './network/environment.js';

/** Milliseconds a guest may take to let a device go. */
const UNPLUG_TIMEOUT = 10_000;

/** Which NIC of which instance a call is about. */
export interface NicSlot {
  readonly instance: WireInstance;
  readonly nic: WireNic;
  /** Its number from the master's view. */
  readonly sequence: number;
}

/** Gives a running guest a disk. */
export async function plugDisk(placed: PlacedDisk, hvp: ParamReader, { qmp }: Monitor): Promise<void> {
  if (!userspaceAccess(placed.disk)) requirePathAccess(hvp, 'disk');
  const id = String(placed.info['id']);
  const { writeback } = cacheSettings(hvp.text('disk_cache'), placed.disk.dev_type);
  await qmp.execute('blockdev-add', placedDiskNode(placed, hvp));
  try {
    await qmp.execute('device_add', {
      ...{ drive: id, 'write-cache': writeback ? 'on' : 'off' },
      ...deviceArguments(placed.info),
    });
  } catch (e) {
    await qmp.execute('blockdev-del', { 'node-name': id });
    throw e;
  }
}

/** Gives a running guest a NIC on a tap of its own. */
export async function plugNic(
  context: KvmContext,
  { instance, nic, sequence }: NicSlot,
  info: DeviceInfo,
  hvp: ParamReader,
  { qmp }: Monitor,
): Promise<void> {
  requirePathAccess(hvp, 'NIC');
  const { taps, interfaces, files, kvmFiles, probe, runAs } = context;
  const id = String(info['id']);
  const features = nicFeatures(hvp, await probe.of(hvp.text('kvm_path')));
  const tap = await taps.create(nic, features, await runAs.current(instance.name, hvp));
  try {
    const file = kvmFiles.local(kvmFiles.nic(instance.name, sequence));
    await mkdir(dirname(file), { recursive: true, mode: 0o775 });
    await files.writeAtomic(file, tap, { mode: 0o600, durable: false });
    await interfaces.connect(nicEnvironment(instance, sequence, nic, tap));
    const multiqueue = features.queues > 1;
    await qmp.execute('netdev_add', {
      ...{ type: 'tap', id, ifname: tap, script: 'no', downscript: 'no' },
      ...(multiqueue ? { queues: features.queues } : {}),
      ...(features.vhost ? { vhost: true } : {}),
    });
    try {
      const more = multiqueue ? { mq: true, vectors: vectors(features.queues) } : {};
      await qmp.execute('device_add', { netdev: id, mac: nic.mac, ...deviceArguments(info), ...more });
    } catch (e) {
      await qmp.execute('netdev_del', { id });
      throw e;
    }
  } catch (e) {
    await forgetTap(context, { instance, nic, sequence }, tap);
    throw e;
  }
}

/** Takes a disk from a running guest. */
export async function unplugDisk(id: string, monitor: Monitor): Promise<void> {
  await unplug(id, monitor);
  await monitor.qmp.execute('blockdev-del', { 'node-name': id });
}

/** Takes a NIC and its tap from a running guest. */
export async function unplugNic(context: KvmContext, slot: NicSlot, id: string, monitor: Monitor): Promise<void> {
  await unplug(id, monitor);
  await monitor.qmp.execute('netdev_del', { id });
  await forgetTap(context, slot, context.taps.fixedName(slot.nic));
}

/** Removes a tap, by default that of the NIC's file, and the file. */
async function forgetTap({ files, kvmFiles, taps }: KvmContext, slot: NicSlot, tap: string | undefined): Promise<void> {
  const file = kvmFiles.local(kvmFiles.nic(slot.instance.name, slot.sequence));
  const inFile = (await files.readTextIfPresent(file))?.trim();
  const name = tap ?? inFile;
  if (name === undefined) return;
  await taps.remove(name);
  // NICs move up when one before them goes, files do not: only the file that names this tap is this NIC's.
  if (inFile === name) await files.remove(file);
}

/** Asks the guest to let go of a device and waits until it has. */
async function unplug(id: string, { qmp }: Monitor): Promise<void> {
  await qmp.execute('device_del', { id });
  const kinds = ['DEVICE_DELETED', 'DEVICE_UNPLUG_GUEST_ERROR'];
  const event = await qmp.event(kinds, UNPLUG_TIMEOUT, ({ data }) => data?.['device'] === id);
  if (event === undefined) throw new HypervisorError('DEVICE_DELETED event has not arrived');
  if (event.event !== 'DEVICE_DELETED') throw new HypervisorError('DEVICE_UNPLUG_GUEST_ERROR event has occurred');
}

/** Files and taps are handed over by path, which a QEMU in its own root directory cannot open (decision 13). */
function requirePathAccess(hvp: ParamReader, what: string): void {
  if (!hvp.flag('use_chroot')) return;
  throw new HotplugError(
    `A ${what} cannot be added to a running instance with use_chroot; restart the instance instead`,
  );
}
