import { DT_DRBD8, DT_PLAIN } from '@gnt/constants';
import { diskTemplates, ipolicyViolations, type Disk as StoredDisk } from '@gnt/objects';
import { ECODE_INVAL, ECODE_STATE, OpExecError, OpPrereqError } from '@gnt/protocol';
import { disksOf, instanceNodes } from '../../../config/queries.js';
import type { Disk, Instance, Parameters } from '../../planning/objects.js';
import { ndParamsOf, policyOf } from '../../planning/params.js';
import { commaJoin, formatUnit } from '../../planning/text.js';
import { wireDisk, wireInstance } from '../../rpc/wire.js';
import type { LockNeeds } from '../base.js';
import { draftDisk } from '../common/changes.js';
import { INSTANCE_DOWN, checkInstanceState, checkNodeOnline, instanceOf, isRunning, nodeOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { payloadOf } from '../common/results.js';
import { checkVolumeSpace } from '../common/volume-space.js';
import { assembleDisks, shutdownDisks } from '../storage/assemble.js';
import { wipeDisks } from '../storage/fill.js';
import { waitForSync } from '../storage/sync.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from './unit.js';

const MEBIBYTE = 1024 * 1024;

interface Prereq extends InstancePrereq {
  readonly disk: Disk;
  /** MiB. */
  readonly delta: number;
  readonly target: number;
}

function dataVolume(disk: Disk): Disk | undefined {
  return disk.dev_type === DT_DRBD8 ? disk.children[0] : disk;
}

/** What growing a disk takes from volume groups (MiB). */
function growth(disk: Disk, amount: number): Map<string, number> {
  const volume = dataVolume(disk);
  return volume?.dev_type === DT_PLAIN ? new Map([[volume.logical_id[0], amount]]) : new Map<string, number>();
}

function recordGrowth(disk: StoredDisk, amount: number): void {
  disk.size += amount;
  const [data] = disk.children;
  if (disk.dev_type === DT_DRBD8 && data) recordGrowth(data, amount);
}

/** Makes a disk of an instance larger, on all its nodes and for its guest. */
export class LUInstanceGrowDisk extends InstanceUnit<'OP_INSTANCE_GROW_DISK', Prereq> {
  static readonly hooksPath = 'disk-grow';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'ABSOLUTE', 'AMOUNT', 'DISK'];

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance(), node: 'later', 'node-res': 'later' };
  }

  protected override ownHooksEnv(): Parameters {
    const { disk, amount, absolute } = this.op;
    return { DISK: disk, AMOUNT: amount, ABSOLUTE: absolute };
  }

  private disk(instance: Instance): Disk {
    const disks = disksOf(this.ctx.cfg.snapshot, instance);
    const disk = disks[this.op.disk];
    if (disk) return disk;
    // The original's words, typing error included: clients may look for them.
    throw new OpPrereqError(
      `Invalid disk index: ${this.op.disk} (instace has disks 0 to ${disks.length - 1}`,
      ECODE_INVAL,
    );
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx, op } = this;
    const cfg = ctx.cfg.snapshot;
    const instance = this.instance();
    const nodes = instanceNodes(cfg, instance);
    for (const node of nodes) checkNodeOnline(cfg, node);
    const disk = this.disk(instance);
    if (!diskTemplates[disk.dev_type].growable) {
      throw new OpPrereqError(`Disks of template ${disk.dev_type} can't be grown`, ECODE_INVAL);
    }
    const target = op.absolute ? op.amount : disk.size + op.amount;
    if (target < disk.size) {
      throw new OpPrereqError(
        `Disks can't shrink: ${formatUnit(target)} is less than the ${formatUnit(disk.size)} that the disk has`,
        ECODE_STATE,
      );
    }
    const delta = target - disk.size;
    const exclusive = nodes.some((uuid) => ndParamsOf(cfg, nodeOf(cfg, uuid)).exclusive_storage);
    if (!diskTemplates[disk.dev_type].noFreeSpaceCheck && !exclusive)
      await checkVolumeSpace(ctx, nodes, growth(disk, delta));
    this.checkPolicy(instance, disk, target);
    return { instance, disk, delta, target };
  }

  private checkPolicy(instance: Instance, disk: Disk, target: number): void {
    const { ctx, op } = this;
    const cfg = ctx.cfg.snapshot;
    const group = cfg.nodegroups[nodeOf(cfg, instance.primary_node).group];
    if (!group) return;
    const disks = disksOf(cfg, instance);
    const violations = ipolicyViolations(policyOf(cfg.cluster, group), {
      memory: null,
      vcpus: null,
      nics: instance.nics.length,
      spindleUse: null,
      diskSizes: disks.map((d) => (d.uuid === disk.uuid ? target : d.size)),
      diskTypes: disks.map((d) => d.dev_type),
    });
    if (violations.length === 0) return;
    const message = `Growing disk ${op.disk} violates policy: ${commaJoin(violations)}`;
    if (!op.ignore_ipolicy) throw new OpPrereqError(message, ECODE_INVAL);
    ctx.feedback.warn(message);
  }

  async exec(prereq: Prereq): Promise<void> {
    const { ctx, op } = this;
    const { disk, delta, target } = prereq;
    const { uuid, name } = prereq.instance;
    const { ok } = await assembleDisks(ctx, uuid, { disks: [disk] });
    if (!ok) throw new OpExecError('Cannot activate block device to grow');
    ctx.feedback.say(`Growing disk ${op.disk} of instance '${name}' by ${formatUnit(delta)} to ${formatUnit(target)}`);
    await this.growEverywhere(prereq, true);
    const wipe = ctx.cfg.snapshot.cluster.prealloc_wipe_disks;
    const from = wipe ? await this.realSize(prereq) : 0;
    await this.growEverywhere(prereq, false);
    await this.grow(prereq, prereq.instance.primary_node, { dryRun: false, backing: false });
    await ctx.cfg.update((draft) => {
      recordGrowth(draftDisk(draft, disk.uuid), delta);
    });
    await ctx.locks.release('node');
    await ctx.locks.downgrade('instance');
    const instance = instanceOf(ctx.cfg.snapshot, uuid);
    const grown = this.disk(instance);
    if (wipe) await wipeDisks(ctx, instance, [{ index: op.disk, disk: grown, from }]);
    await this.settle(instance, grown);
    if (await isRunning(ctx, instance)) await this.tellGuest(instance, grown, target);
  }

  private async growEverywhere(prereq: Prereq, dryRun: boolean): Promise<void> {
    for (const node of instanceNodes(this.ctx.cfg.snapshot, prereq.instance)) {
      await this.grow(prereq, node, { dryRun, backing: true });
    }
  }

  private async grow(
    { instance, disk, delta }: Prereq,
    node: string,
    { dryRun, backing }: { readonly dryRun: boolean; readonly backing: boolean },
  ): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const result = await ctx.rpc.tryOne(node, 'blockdev_grow', {
      cf_bdev: wireDisk(cfg, instance, disk, node),
      amount: delta,
      dryrun: dryRun,
      backingstore: backing,
      es_flag: ndParamsOf(cfg, nodeOf(cfg, node)).exclusive_storage,
    });
    payloadOf(result, `${dryRun ? 'Dry-run grow' : 'Grow'} request failed to node ${nodeName(cfg, node)}`);
  }

  /** MiB that the disk really has, which may be more than recorded. */
  private async realSize({ instance, disk }: Prereq): Promise<number> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const node = instance.primary_node;
    const what = `Node '${nodeName(cfg, node)}' did not tell the size of the disk`;
    const result = await ctx.rpc.tryOne(node, 'blockdev_getdimensions', {
      disks: [wireDisk(cfg, instance, disk, node)],
    });
    const [found] = payloadOf(result, what);
    if (!found) throw new OpExecError(`${what}: it does not know the disk`);
    const [bytes] = found;
    if (bytes % MEBIBYTE !== 0) {
      ctx.feedback.warn(
        "The disk's size is no whole number of MiB; wiping begins at the next one, so that no data is lost, and leaves a part of the new space as it was",
      );
    }
    return Math.ceil(bytes / MEBIBYTE);
  }

  private async settle(instance: Instance, disk: Disk): Promise<void> {
    const { ctx, op } = this;
    if (!op.wait_for_sync) {
      if (!instance.disks_active) {
        ctx.feedback.warn(
          "Without waiting for the sync the disk can't be shut down; it stays active on an instance that is to be down",
        );
      }
      return;
    }
    if (!(await waitForSync(ctx, instance.uuid, { disks: [disk] })))
      ctx.feedback.warn('The disk did not end in sync; check the instance');
    if (instance.disks_active) return;
    await checkInstanceState(ctx, instance, INSTANCE_DOWN, 'cannot shutdown disks');
    await shutdownDisks(ctx, instance.uuid, { disks: [disk] });
  }

  private async tellGuest(instance: Instance, disk: Disk, target: number): Promise<void> {
    const { ctx } = this;
    const node = instance.primary_node;
    ctx.feedback.say("Telling the hypervisor of the disk's new size");
    const result = await ctx.rpc.tryOne(node, 'resize_disk', {
      instance: wireInstance(ctx.cfg.snapshot, instance, node),
      disk: { ...disk },
      new_size: target * MEBIBYTE,
    });
    if (!result.ok) ctx.feedback.warn(`Disk resize in hypervisor failed: ${result.error}`);
  }
}
