import { LDS_FAULTY } from '@gnt/constants';
import type { BlockDevStatus, WireDisk } from '@gnt/protocol';
import type { Paths } from '../../../common/paths.js';
import type { NodeContext } from '../../context.js';
import type { AttachedDisk, DiskStatus, Storage } from '../../storage/interface.js';
import { NodeError } from '../../errors.js';

export type DeviceContext = Pick<NodeContext, 'paths' | 'storages' | 'log' | 'clock'>;

/** A disk that is there, with its driver. */
export interface FoundDisk {
  readonly disk: WireDisk;
  readonly storage: Storage;
  readonly device: AttachedDisk;
}

/** How a disk is named in messages. */
export function diskName(disk: WireDisk): string {
  const id = disk.logical_id ? disk.logical_id.join(':') : 'no logical id';
  return `${disk.iv_name ?? disk.name ?? 'disk'} (${disk.dev_type}, ${id})`;
}

/** The driver of a disk's template. */
export function storageOf(ctx: Pick<NodeContext, 'storages'>, disk: WireDisk): Storage {
  return ctx.storages.get(disk.dev_type);
}

/** Finds a disk without changing anything. */
export async function findDisk(ctx: Pick<NodeContext, 'storages'>, disk: WireDisk): Promise<FoundDisk | undefined> {
  const storage = storageOf(ctx, disk);
  const device = await storage.find(disk);
  return device && { disk, storage, device };
}

/** As findDisk, but throws when it is not there. */
export async function requireDisk(ctx: Pick<NodeContext, 'storages'>, disk: WireDisk): Promise<FoundDisk> {
  const found = await findDisk(ctx, disk);
  if (!found) throw new NodeError(`Can't find device ${diskName(disk)}`);
  return found;
}

/** A status in its wire form: keys that are null are left out, the path has no node's root. */
export function wireStatus(paths: Paths, status: DiskStatus): BlockDevStatus {
  const { dev_path, ...rest } = status;
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { dev_path: wirePath(paths, dev_path), ...present };
}

/** A path as masters see it. Devices of the machine, outside of a virtual node's root, are named as they are. */
export function wirePath(paths: Paths, path: string): string {
  return paths.virtual && path.startsWith(`${paths.root}/`) ? paths.unprefixed(path) : path;
}

/** The worst of a disk's own state and its children's (`lib/storage/base.py`, CombinedSyncStatus). */
export async function combinedStatus(
  ctx: Pick<NodeContext, 'storages'>,
  { disk, storage }: FoundDisk,
): Promise<DiskStatus> {
  const own = await storage.status(disk);
  let combined = own;
  for (const child of disk.children ?? []) {
    const found = await findDisk(ctx, child);
    const status = found && (await combinedStatus(ctx, found));
    combined = worse(combined, status);
  }
  return combined;
}

function worse(a: DiskStatus, b: DiskStatus | undefined): DiskStatus {
  if (!b) return { ...a, is_degraded: true, ldisk_status: Math.max(a.ldisk_status, LDS_FAULTY) };
  return {
    ...a,
    sync_percent: min(a.sync_percent, b.sync_percent),
    estimated_time: max(a.estimated_time, b.estimated_time),
    is_degraded: a.is_degraded || b.is_degraded,
    ldisk_status: Math.max(a.ldisk_status, b.ldisk_status),
  };
}

function min(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function max(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
