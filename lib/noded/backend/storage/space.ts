import { statfs } from 'node:fs/promises';
import { ST_FILE } from '@gnt/constants';
import type { StorageInfo, StorageUnit } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import { messageOf, NodeError } from '../../errors.js';
import { readVirtualNode } from '../../hypervisor/node-info.js';
import { usedMib } from './used.js';

const MIB = 1024n * 1024n;

/** Total and free space at a path of this node, MiB. */
export async function directorySpace(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  path: string,
): Promise<{ readonly size: number; readonly free: number }> {
  const local = ctx.paths.local(path);
  const virtual = await readVirtualNode(ctx.paths, ctx.files);
  if (virtual) return { size: virtual.disk, free: Math.max(0, virtual.disk - (await usedMib(local))) };
  try {
    const fs = await statfs(local, { bigint: true });
    return { size: Number((fs.bsize * fs.blocks) / MIB), free: Number((fs.bsize * fs.bavail) / MIB) };
  } catch (cause) {
    throw new NodeError(`Can't tell the space at '${path}': ${messageOf(cause)}`, { cause });
  }
}

/** Space of one storage unit. Kinds without a report of their own say null, so that they do not spoil the others. */
export async function storageSpace(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  [type, key]: StorageUnit,
): Promise<StorageInfo> {
  if (type !== ST_FILE || key === null) return { type, name: key, storage_free: null, storage_size: null };
  const { size, free } = await directorySpace(ctx, key);
  return { type, name: key, storage_free: free, storage_size: size };
}
