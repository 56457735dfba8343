import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DD_BLOCK_SIZE, DD_CMD } from '@gnt/constants';
import type { BlockDevStatus, WireDisk } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { outputOf } from '../run/outcome.js';
import { combinedStatus, diskName, findDisk, requireDisk, wireStatus, type DeviceContext } from './devices.js';

/** State of one disk; null when it is not there. */
export async function findStatus(ctx: DeviceContext, disk: WireDisk): Promise<BlockDevStatus | null> {
  const found = await findDisk(ctx, disk);
  return found ? wireStatus(ctx.paths, await found.storage.status(disk)) : null;
}

/** State of disks and what is below them; throws when one is missing. */
export async function mirrorStatus(ctx: DeviceContext, disks: readonly WireDisk[]): Promise<BlockDevStatus[]> {
  const result: BlockDevStatus[] = [];
  for (const disk of disks) result.push(wireStatus(ctx.paths, await combinedStatus(ctx, await requireDisk(ctx, disk))));
  return result;
}

/** As mirrorStatus, each disk with success or the reason of failure. */
export async function mirrorStatusOfEach(
  ctx: DeviceContext,
  disks: readonly WireDisk[],
): Promise<[boolean, BlockDevStatus | string][]> {
  const result: [boolean, BlockDevStatus | string][] = [];
  for (const disk of disks) {
    try {
      result.push([true, wireStatus(ctx.paths, await combinedStatus(ctx, await requireDisk(ctx, disk)))]);
    } catch (e) {
      result.push([false, messageOf(e)]);
    }
  }
  return result;
}

/** Pauses the synchronisation of disks or goes on with it; success and reason of each. A disk that mirrors nothing has none to pause. */
export async function pauseSync(
  ctx: DeviceContext,
  disks: readonly WireDisk[],
  pause: boolean,
): Promise<[boolean, string | null][]> {
  const result: [boolean, string | null][] = [];
  for (const disk of disks) {
    try {
      const found = await findDisk(ctx, disk);
      if (!found) throw new NodeError('device not found');
      await found.storage.pauseSync?.(disk, pause);
      result.push([true, null]);
    } catch (e) {
      result.push([false, `Cannot change sync for device ${diskName(disk)}: ${messageOf(e)}`]);
    }
  }
  return result;
}

/** [bytes, spindles] of each disk; null where one is not there. */
export async function dimensions(
  ctx: DeviceContext,
  disks: readonly WireDisk[],
): Promise<([number, number | null] | null)[]> {
  const result: ([number, number | null] | null)[] = [];
  for (const disk of disks) {
    try {
      const found = await findDisk(ctx, disk);
      result.push(found ? [...(await found.storage.dimensions(disk))] : null);
    } catch (e) {
      ctx.log.info({ disk: diskName(disk), reason: messageOf(e) }, 'no dimensions');
      result.push(null);
    }
  }
  return result;
}

/** Makes a disk larger, or only checks that it could be. */
export async function growDisk(
  ctx: DeviceContext,
  disk: WireDisk,
  amountMib: number,
  options: { readonly dryRun: boolean; readonly backingStore: boolean },
): Promise<void> {
  const { storage } = await requireDisk(ctx, disk);
  try {
    await storage.grow(disk, amountMib, options);
  } catch (cause) {
    throw new NodeError(`Failed to grow block device: ${messageOf(cause)}`, { cause });
  }
}

/** Overwrites a stretch of a disk with zeroes; MiB. */
export async function wipeDisk(
  ctx: DeviceContext & Pick<NodeContext, 'run'>,
  disk: WireDisk,
  offset: number,
  size: number,
): Promise<void> {
  const { device, storage } = await requireDisk(ctx, disk);
  const [bytes] = await storage.dimensions(disk);
  if (offset < 0 || size < 0) throw new NodeError(`Cannot wipe ${diskName(disk)}: negative offset or size`);
  if ((offset + size) * DD_BLOCK_SIZE > bytes)
    throw new NodeError(`Cannot wipe ${diskName(disk)}: offset and size pass its end`);
  await dump(ctx, '/dev/zero', device.path, offset, size);
}

/** Writes an image, a file of this node or what an URL answers, over the start of a disk. */
export async function imageDisk(
  ctx: DeviceContext & Pick<NodeContext, 'run'>,
  disk: WireDisk,
  image: string,
  size: number,
): Promise<void> {
  const { device, storage } = await requireDisk(ctx, disk);
  const [bytes] = await storage.dimensions(disk);
  if (size < 0) throw new NodeError(`Cannot image ${diskName(disk)}: negative size`);
  if (size * DD_BLOCK_SIZE > bytes) throw new NodeError(`Cannot image ${diskName(disk)}: the size passes its end`);
  if (/^(https?|ftps?):\/\//i.test(image)) await imageFromUrl(ctx, image, device.path, bytes);
  else await dump(ctx, ctx.paths.local(image), device.path, 0, size);
}

/** Through a file, since a download must not change the size of a disk that is a file itself. */
async function imageFromUrl(ctx: Pick<NodeContext, 'run'>, url: string, device: string, bytes: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ganeti-image.'));
  try {
    const file = join(directory, 'image');
    const args = [
      '--fail',
      '--silent',
      '--show-error',
      '--location',
      '--max-filesize',
      String(bytes),
      '--output',
      file,
      url,
    ];
    await command(ctx, 'curl', args, `download of '${url}'`);
    const { size } = await stat(file);
    if (size > bytes) throw new NodeError('Disk image larger than the disk');
    await dump(ctx, file, device, 0, Math.ceil(size / DD_BLOCK_SIZE));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Copies one disk over another. */
export async function convertDisk(
  ctx: DeviceContext & Pick<NodeContext, 'run'>,
  source: WireDisk,
  target: WireDisk,
): Promise<void> {
  const from = await requireDisk(ctx, source);
  const to = await requireDisk(ctx, target);
  const [bytes] = await from.storage.dimensions(source);
  const [room] = await to.storage.dimensions(target);
  if (bytes > room) throw new NodeError(`Cannot copy ${diskName(source)}: ${diskName(target)} is smaller`);
  await dump(ctx, from.device.path, to.device.path, 0, Math.ceil(bytes / DD_BLOCK_SIZE));
}

async function dump(
  ctx: Pick<NodeContext, 'run'>,
  from: string,
  to: string,
  offsetMib: number,
  sizeMib: number,
): Promise<void> {
  const place = [`seek=${String(offsetMib)}`, `count=${String(sizeMib)}`, `bs=${String(DD_BLOCK_SIZE)}`];
  await command(
    ctx,
    DD_CMD,
    [`if=${from}`, `of=${to}`, ...place, 'conv=notrunc,fsync'],
    `copy from '${from}' to '${to}'`,
  );
}

async function command(
  ctx: Pick<NodeContext, 'run'>,
  program: string,
  args: readonly string[],
  what: string,
): Promise<void> {
  const result = await ctx.run.tryRun(program, args, { timeout: 0 });
  if (result.exitCode !== 0) throw new NodeError(`The ${what} failed: ${outputOf(result).trim()}`);
}
