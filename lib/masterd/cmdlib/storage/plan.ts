import type { Disk as StoredDisk } from '@gnt/objects';
import type { DiskRequest } from '../../planning/disk-requests.js';
import { planDisks, type DiskNames, type DiskPlan } from '../../planning/disk-template.js';
import { diskParamsOf } from '../../planning/params.js';
import { formatUnit, shown } from '../../planning/text.js';
import type { LuContext } from '../base.js';
import { allocatePort, birth } from '../common/changes.js';

type Wanted = Omit<DiskPlan, 'vg' | 'metavg'> & { readonly disks: readonly DiskRequest[] };

/** Reserves what mirrored disks need, with ports taken from the configuration beforehand. */
function namesFor(ctx: LuContext, plan: Wanted, ports: number[]): DiskNames {
  const { reservations } = ctx.cfg;
  return {
    uuid: () => reservations.generateUuid(ctx.owner),
    mirror: (disk) => {
      const nodes = [plan.primary, plan.secondary ?? ''];
      const [a = 0, b = 0] = reservations.allocateDrbdMinors(ctx.owner, nodes, disk);
      return { port: ports.shift() ?? 0, secret: reservations.generateDrbdSecret(ctx.owner), minors: [a, b] };
    },
  };
}

/** New disks for an instance, with names, ports and minors of their own; not yet in the configuration. */
export async function planNewDisks(ctx: LuContext, wanted: Wanted): Promise<StoredDisk[]> {
  const { disks, ...plan } = wanted;
  const mirrors = plan.secondary === null ? 0 : disks.length;
  const ports = mirrors === 0 ? [] : await ctx.cfg.update((draft) => disks.map(() => allocatePort(draft.cluster)));
  const cfg = ctx.cfg.snapshot;
  const vg = cfg.cluster.volume_group_name ?? null;
  const metavg = shown(diskParamsOf(cfg, plan.primary).drbd['metavg'] ?? vg ?? '');
  if (mirrors === 0) {
    for (const [i, disk] of disks.entries()) ctx.feedback.say(`* disk ${plan.base + i}, size ${formatUnit(disk.size)}`);
  }
  const stamp = birth(ctx.clock);
  // The volumes below a mirror have times and a serial number of their own.
  const born = (disk: Omit<StoredDisk, keyof typeof stamp>): StoredDisk => ({
    ...disk,
    ...stamp,
    children: disk.children.map(born),
  });
  return planDisks({ ...plan, vg, metavg }, disks, namesFor(ctx, wanted, ports)).map(born);
}
