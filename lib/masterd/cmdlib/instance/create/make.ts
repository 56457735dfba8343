import { ADMINST_DOWN, ADMIN_SOURCE } from '@gnt/constants';
import { hypervisorSpec, type Disk as StoredDisk, type Instance as StoredInstance } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import type { LuContext } from '../../base.js';
import { addInstance, allocatePort, birth } from '../../common/changes.js';
import { createDisks } from '../../storage/create.js';
import { renameAdopted } from '../../storage/adopt.js';
import { planNewDisks } from '../../storage/plan.js';
import type { CreatePrereq } from './prereq.js';

type Op = OpcodeOf<'OP_INSTANCE_CREATE'>;

function planned(ctx: LuContext, op: Op, prereq: CreatePrereq, uuid: string): Promise<StoredDisk[]> {
  const { args, disks, primary, secondary, directory } = prereq;
  return planNewDisks(ctx, {
    template: args.template,
    instanceUuid: uuid,
    primary: primary.uuid,
    secondary,
    directory,
    fileDriver: args.fileDriver,
    base: 0,
    forthcoming: op.forthcoming,
    disks,
  });
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
