import { OpExecError } from '@gnt/protocol';
import type { LockNeeds } from '../base.js';
import { setDisksActive } from '../common/changes.js';
import { INSTANCE_DOWN, checkInstanceState, checkNodeOnline } from '../common/checks.js';
import { assembleDisks, shutdownDisks, type AssembleResult } from '../storage/assemble.js';
import { waitForSync } from '../storage/sync.js';
import { InstanceUnit, type InstancePrereq } from './unit.js';

/** Makes the disks of an instance usable on its nodes without starting it. */
export class LUInstanceActivateDisks extends InstanceUnit<'OP_INSTANCE_ACTIVATE_DISKS'> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance(), node: 'later' };
  }

  override async checkPrereq(): Promise<InstancePrereq> {
    const instance = this.instance();
    checkNodeOnline(this.ctx.cfg.snapshot, instance.primary_node);
    return { instance };
  }

  async exec({ instance: { uuid } }: InstancePrereq): Promise<AssembleResult['devices']> {
    const { ctx } = this;
    const { ok, devices } = await assembleDisks(ctx, uuid, { ignoreSize: this.op.ignore_size });
    if (!ok) throw new OpExecError('Cannot activate block devices');
    if (this.op.wait_for_sync && !(await waitForSync(ctx, uuid))) {
      await ctx.cfg.update((draft) => setDisksActive(draft, uuid, false));
      throw new OpExecError('Some disks of the instance are degraded!');
    }
    return devices;
  }
}

/** Takes the disks of a stopped instance down. */
export class LUInstanceDeactivateDisks extends InstanceUnit<'OP_INSTANCE_DEACTIVATE_DISKS'> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance(), node: 'later' };
  }

  override async checkPrereq(): Promise<InstancePrereq> {
    return { instance: this.instance() };
  }

  async exec({ instance }: InstancePrereq): Promise<void> {
    if (!this.op.force) await checkInstanceState(this.ctx, instance, INSTANCE_DOWN, 'cannot shutdown disks');
    await shutdownDisks(this.ctx, instance.uuid);
  }
}
