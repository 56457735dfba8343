import { DISK_REMOVE_RETRY_INTERVAL, DISK_REMOVE_RETRY_TIMEOUT } from '@gnt/constants';
import type { WireDisk } from '@gnt/protocol';
import { Undo } from '../../../common/undo.js';
import { messageOf, NodeError } from '../../errors.js';
import type { AttachedDisk } from '../../storage/interface.js';
import { diskName, findDisk, requireDisk, storageOf, wirePath, type DeviceContext } from './devices.js';
import { linkDisk, unlinkDisks } from './links.js';

/** Creates a disk and, on its primary node, leaves it open; what was made is undone when a later step fails. */
export async function createDisk(
  ctx: DeviceContext,
  disk: WireDisk,
  options: {
    readonly size: number;
    readonly onPrimary: boolean;
    readonly info: string;
    readonly exclusiveStorage: boolean;
  },
): Promise<unknown[] | null> {
  const storage = storageOf(ctx, disk);
  const undo = new Undo();
  try {
    await storage.create(disk, options.size, undo, { excl_stor: options.exclusiveStorage, forced: false });
    if (options.onPrimary) {
      await storage.assemble(disk);
      await storage.open(disk, { force: true, exclusive: true });
    }
    await storage.setInfo(disk, options.info);
    undo.commit();
  } catch (cause) {
    for (const { what, error } of await undo.rollback())
      ctx.log.error({ what, reason: error.message }, 'could not be undone');
    throw new NodeError(`Can't create block device: ${messageOf(cause)}`, { cause });
  }
  return disk.logical_id ? [...disk.logical_id] : null;
}

/** What is told of an assembled disk: device, link, URI; or [true, true] where it is not used. */
export type Assembled = [string, string | boolean, string | null] | [boolean, boolean];

/** Makes a disk usable for an instance. */
export async function assembleDisk(
  ctx: DeviceContext,
  disk: WireDisk,
  use: { readonly instance: string; readonly hypervisor: string; readonly onPrimary: boolean; readonly index: number },
): Promise<Assembled> {
  // A secondary node assembles mirrored templates only; those bring their own rule with their driver.
  if (!use.onPrimary) return [true, true];
  const storage = storageOf(ctx, disk);
  let device: AttachedDisk;
  try {
    device = await storage.assemble(disk);
    await storage.open(disk, { force: false, exclusive: true });
  } catch (cause) {
    throw new NodeError(`Error while assembling disk: ${messageOf(cause)}`, { cause });
  }
  const link = await linkDisk(ctx.paths, use.instance, device.path, use.index);
  return [wirePath(ctx.paths, device.path), wirePath(ctx.paths, link), userspaceUri(disk, device, use.hypervisor)];
}

/** The URI when the disk's parameters ask for access from user space, else null. */
export function userspaceUri(disk: WireDisk, device: AttachedDisk, hypervisor: string): string | null {
  return disk.params?.['access'] === 'userspace' ? device.uri(hypervisor) : null;
}

/** Takes a disk down with its children; all are tried, and the call fails with every reason. */
export async function shutdownDisk(ctx: DeviceContext, disk: WireDisk): Promise<void> {
  await eachLevel(disk, async (level) => {
    const found = await findDisk(ctx, level);
    if (found) await found.storage.shutdown(level);
  });
}

/** Removes a disk and its children; a device that is busy is tried again for half a minute. */
export async function removeDisk(ctx: DeviceContext, disk: WireDisk): Promise<void> {
  await eachLevel(disk, async (level) => {
    const deadline = ctx.clock.now() + DISK_REMOVE_RETRY_TIMEOUT * 1000;
    for (;;) {
      const found = await findDisk(ctx, level);
      if (!found) return;
      try {
        await found.storage.remove(level);
        return;
      } catch (e) {
        if (ctx.clock.now() >= deadline) throw e;
        await ctx.clock.sleep(DISK_REMOVE_RETRY_INTERVAL * 1000);
      }
    }
  });
}

async function eachLevel(disk: WireDisk, act: (level: WireDisk) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  const visit = async (level: WireDisk): Promise<void> => {
    try {
      await act(level);
    } catch (e) {
      problems.push(messageOf(e));
    }
    for (const child of level.children ?? []) await visit(child);
  };
  await visit(disk);
  if (problems.length > 0) throw new NodeError(problems.join('; '));
}

/** Gives disks new logical ids; all are tried, and the call fails with every reason. */
export async function renameDisks(
  ctx: DeviceContext,
  renames: readonly (readonly [WireDisk, readonly unknown[]])[],
): Promise<void> {
  const problems: string[] = [];
  for (const [disk, logicalId] of renames) {
    try {
      const { storage } = await requireDisk(ctx, disk);
      await storage.rename(disk, logicalId);
    } catch (e) {
      problems.push(`Can't rename device ${diskName(disk)} to '${JSON.stringify(logicalId)}': ${messageOf(e)}`);
    }
  }
  if (problems.length > 0) throw new NodeError(problems.join('; '));
}

/** Opens disks for this node and links them for the instance. */
export async function openDisks(
  ctx: DeviceContext,
  instance: string,
  disks: readonly WireDisk[],
  exclusive: boolean,
): Promise<void> {
  const found = await Promise.all(disks.map((disk) => requireDisk(ctx, disk)));
  const problems: string[] = [];
  for (const [index, { disk, storage, device }] of found.entries()) {
    try {
      await storage.open(disk, { force: false, exclusive });
      if (instance !== '') await linkDisk(ctx.paths, instance, device.path, index);
    } catch (e) {
      problems.push(messageOf(e));
    }
  }
  if (problems.length > 0) throw new NodeError(`Can't open devices: ${problems.join(',')}`);
}

/** Closes disks and, when an instance is named, removes its links. */
export async function closeDisks(ctx: DeviceContext, instance: string, disks: readonly WireDisk[]): Promise<void> {
  const found = await Promise.all(disks.map((disk) => requireDisk(ctx, disk)));
  const problems: string[] = [];
  for (const { disk, storage } of found) {
    try {
      await storage.close(disk);
    } catch (e) {
      problems.push(messageOf(e));
    }
  }
  if (problems.length > 0) throw new NodeError(`Can't close devices: ${problems.join(',')}`);
  if (instance !== '') await unlinkDisks(ctx.paths, instance, disks.length);
}
