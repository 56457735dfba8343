import { ADMINST_DOWN, ADMIN_SOURCE } from '@gnt/constants';
import { hypervisorSpec, type Disk as StoredDisk, type Instance as StoredInstance } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { planDisks, type DiskNames } from '../../../planning/disk-template.js';
import { diskParamsOf } from '../../../planning/params.js';
import { formatUnit } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { addInstance, allocatePort, birth } from '../../common/changes.js';
import { createDisks } from '../../storage/create.js';
import { renameAdopted } from '../../storage/adopt.js';
import type { CreatePrereq } from './prereq.js';

type Op = OpcodeOf<'OP_INSTANCE_CREATE'>;

/** Reserves what mirrored disks need, with ports taken from the configuration beforehand. */
function namesFor(ctx: LuContext, prereq: CreatePrereq, ports: number[]): DiskNames {
  const { reservations } = ctx.cfg;
  return {
    uuid: () => reservations.generateUuid(ctx.owner),
    mirror: (disk) => {
      const [a = 0, b = 0] = reservations.allocateDrbdMinors(
        ctx.owner,
        [prereq.primary.uuid, prereq.secondary ?? ''],
        disk,
      );
      return { port: ports.shift() ?? 0, secret: reservations.generateDrbdSecret(ctx.owner), minors: [a, b] };
    },
  };
}

async function planned(ctx: LuContext, op: Op, prereq: CreatePrereq, uuid: string): Promise<StoredDisk[]> {
  const { args, disks, primary, secondary } = prereq;
  const mirrors = secondary === null ? 0 : disks.length;
  const ports = mirrors === 0 ? [] : await ctx.cfg.update((draft) => disks.map(() => allocatePort(draft.cluster)));
  const vg = ctx.cfg.snapshot.cluster.volume_group_name ?? null;
  const metavg = String(diskParamsOf(ctx.cfg.snapshot, primary.uuid).drbd['metavg'] ?? vg);
  const plan = {
    template: args.template,
    instanceUuid: uuid,
    primary: primary.uuid,
    secondary,
    directory: prereq.directory,
    fileDriver: args.fileDriver,
    base: 0,
    vg,
    metavg,
    forthcoming: op.forthcoming,
  };
  if (mirrors === 0)
    for (const [i, disk] of disks.entries()) ctx.feedback.say(`* disk ${i}, size ${formatUnit(disk.size)}`);
  const stamp = birth(ctx.clock);
  return planDisks(plan, disks, namesFor(ctx, prereq, ports)).map((disk) => ({ ...disk, ...stamp }));
}

function newInstance(op: Op, prereq: CreatePrereq, uuid: string, stamp: ReturnType<typeof birth>): StoredInstance {
  const { machine } = prereq;
  return {
    name: prereq.name,
    uuid,
    os: op.os_type ?? '',
    primary_node: prereq.primary.uuid,
    nics: [...prereq.nics],
    disks: [],
    disks_active: false,
    admin_state: ADMINST_DOWN,
    admin_state_source: ADMIN_SOURCE,
    beparams: machine.beparams,
    hvparams: machine.hvparams,
    hypervisor: machine.hypervisor,
    osparams: op.osparams as Record<string, string>,
    osparams_private: (op.osparams_private ?? {}) as Record<string, string>,
    tags: [...op.tags],
    ...(op.forthcoming ? { forthcoming: true } : {}),
    ...stamp,
  };
}

function real(disk: StoredDisk): StoredDisk {
  const { forthcoming: _, ...rest } = disk;
  return { ...rest, children: disk.children.map(real) };
}

/** Makes the disks and enters the instance in the configuration; returns its UUID. */
export async function makeInstance(ctx: LuContext, op: Op, prereq: CreatePrereq): Promise<string> {
  const { reserved, args } = prereq;
  const uuid = reserved?.instance.uuid ?? ctx.cfg.reservations.generateUuid(ctx.owner);
  const disks = reserved
    ? reserved.disks.map((disk) => real(disk as StoredDisk))
    : await planned(ctx, op, prereq, uuid);
  const owner = { name: prereq.name, primary_node: prereq.primary.uuid };
  if (args.adopt) {
    await renameAdopted(ctx, owner, args.template, disks, prereq.disks);
  } else if (op.forthcoming) {
    ctx.feedback.say('Instance is forthcoming, not creating disks');
  } else {
    ctx.feedback.say('* creating instance disks...');
    try {
      await createDisks(ctx, owner, disks);
    } catch (e) {
      ctx.feedback.warn('Device creation failed');
      throw e;
    }
  }
  ctx.feedback.say(`adding instance ${prereq.name} to cluster config`);
  ctx.feedback.say('adding disks to cluster config');
  const instance = newInstance(op, prereq, uuid, birth(ctx.clock));
  await ctx.cfg.update((draft) => {
    if (hypervisorSpec(prereq.machine.hypervisor).needsPort) instance.network_port = allocatePort(draft.cluster);
    addInstance(draft, instance, disks);
  });
  // From here on the instance exists and keeps its disks, whatever fails, as in the original.
  ctx.undo.commit();
  for (const disk of disks) ctx.cfg.reservations.releaseDrbdMinors(disk.uuid);
  return uuid;
}
