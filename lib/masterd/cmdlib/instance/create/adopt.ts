import { ADOPTABLE_BLOCKDEV_ROOT, type DiskTemplate } from '@gnt/constants';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_NOTUNIQUE, ECODE_STATE, OpPrereqError, isA } from '@gnt/protocol';
import type { DiskRequest } from '../../../planning/disk-requests.js';
import { commaJoin } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { nodeName } from '../../common/expand.js';
import { checkedPayloadOf } from '../../common/results.js';

async function adoptVolumes(ctx: LuContext, node: string, disks: readonly DiskRequest[]): Promise<DiskRequest[]> {
  const names = disks.map((disk) => `${disk.vg ?? ''}/${disk.adopt ?? ''}`);
  if (new Set(names).size !== names.length)
    throw new OpPrereqError('Duplicate volume names given for adoption', ECODE_INVAL);
  for (const name of names) {
    try {
      ctx.cfg.reservations.reserveLv(ctx.owner, name);
    } catch (e) {
      if (isA(e, 'ReservationError'))
        throw new OpPrereqError(`LV named ${name} used by another instance`, ECODE_NOTUNIQUE);
      throw e;
    }
  }
  const where = nodeName(ctx.cfg.snapshot, node);
  const groups = checkedPayloadOf(
    (await ctx.rpc.many([node], 'vg_list', {})).get(node),
    `Cannot get VG information from node ${where}`,
    ECODE_ENVIRON,
  );
  const lists = await ctx.rpc.many([node], 'lv_list', { vg_name: Object.keys(groups) });
  const volumes = checkedPayloadOf(lists.get(node), `Cannot get LV information from node ${where}`, ECODE_ENVIRON);
  const missing = names.filter((name) => !(name in volumes));
  if (missing.length > 0) throw new OpPrereqError(`Missing logical volume(s): ${commaJoin(missing)}`, ECODE_INVAL);
  const online = names.filter((name) => volumes[name]?.[2]);
  if (online.length > 0)
    throw new OpPrereqError(`Online logical volumes found, cannot adopt: ${commaJoin(online)}`, ECODE_STATE);
  return disks.map((disk, i) => ({ ...disk, size: Math.trunc(Number(volumes[names[i] ?? '']?.[0])) }));
}

async function adoptDevices(ctx: LuContext, node: string, disks: readonly DiskRequest[]): Promise<DiskRequest[]> {
  const paths = disks.map((disk) => disk.adopt ?? '');
  if (new Set(paths).size !== paths.length)
    throw new OpPrereqError('Duplicate disk names given for adoption', ECODE_INVAL);
  const outside = paths.filter((path) => !path.startsWith(ADOPTABLE_BLOCKDEV_ROOT) || path.split('/').includes('..'));
  if (outside.length > 0) {
    throw new OpPrereqError(
      `Only devices below ${ADOPTABLE_BLOCKDEV_ROOT} can be adopted, not ${commaJoin(outside)}`,
      ECODE_INVAL,
    );
  }
  const results = await ctx.rpc.many([node], 'bdev_sizes', { devices: paths });
  const where = nodeName(ctx.cfg.snapshot, node);
  const sizes = checkedPayloadOf(
    results.get(node),
    `Node ${where} did not tell about its block devices`,
    ECODE_ENVIRON,
  );
  const missing = paths.filter((path) => !(path in sizes));
  if (missing.length > 0) throw new OpPrereqError(`Missing block device(s): ${commaJoin(missing)}`, ECODE_INVAL);
  return disks.map((disk) => ({ ...disk, size: Math.trunc(sizes[disk.adopt ?? ''] ?? 0) }));
}

/** Checks volumes or devices that are to become disks; the requests come back with their real sizes. */
export function checkAdoptedDisks(
  ctx: LuContext,
  node: string,
  template: DiskTemplate,
  disks: readonly DiskRequest[],
): Promise<DiskRequest[]> {
  return template === 'plain' ? adoptVolumes(ctx, node, disks) : adoptDevices(ctx, node, disks);
}
