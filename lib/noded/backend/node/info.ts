import type { RpcPayload, StorageInfo, StorageUnit } from '@gnt/protocol';
import type { NodeContext } from '../../context.js';
import type { HvParams } from '../../hypervisor/interface.js';
import { readVirtualNode } from '../../hypervisor/node-info.js';
import { storageSpace } from '../storage/space.js';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** The boot id of this node; a virtual node has its own. */
export async function bootId(ctx: Pick<NodeContext, 'paths' | 'files'>): Promise<string> {
  const virtual = await readVirtualNode(ctx.paths, ctx.files);
  if (virtual) return virtual.boot_id;
  return (await ctx.files.readText(BOOT_ID)).trim();
}

/** Boot id, space of the storage units, resources as each hypervisor sees them. */
export async function nodeInfo(
  ctx: Pick<NodeContext, 'paths' | 'files' | 'hypervisors'>,
  units: readonly StorageUnit[] | null,
  specs: readonly (readonly [string, HvParams])[] | null,
): Promise<RpcPayload<'node_info'>> {
  const storage =
    units === null ? null : await Promise.all(units.map((unit): Promise<StorageInfo> => storageSpace(ctx, unit)));
  const hypervisors =
    specs === null
      ? null
      : await Promise.all(specs.map(([name, params]) => ctx.hypervisors.get(name).nodeInfo(params)));
  return [await bootId(ctx), storage, hypervisors?.map((info) => ({ ...info })) ?? null];
}
