import { INSTANCE_REBOOT_FULL } from '@gnt/constants';
import { OpExecError } from '@gnt/protocol';
import type { Instance, Parameters } from '../../planning/objects.js';
import { wireInstance } from '../../rpc/wire.js';
import { markUp } from '../common/changes.js';
import { INSTANCE_ONLINE, checkBridges, checkInstanceState, checkNodeOnline, instanceOf } from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { reasonOf } from '../common/reason.js';
import { payloadOf } from '../common/results.js';
import { shutdownDisks, startDisks } from '../storage/assemble.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit, type InstancePrereq } from './unit.js';

/** Restarts an instance: by its hypervisor, or by stop and start. */
export class LUInstanceReboot extends InstanceUnit<'OP_INSTANCE_REBOOT'> {
  static readonly hooksPath = 'instance-reboot';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [
    ...INSTANCE_HOOK_VARIABLES,
    'IGNORE_SECONDARIES',
    'REBOOT_TYPE',
    'SHUTDOWN_TIMEOUT',
  ];

  protected override ownHooksEnv(): Parameters {
    const { ignore_secondaries, reboot_type, shutdown_timeout } = this.op;
    return { IGNORE_SECONDARIES: ignore_secondaries, REBOOT_TYPE: reboot_type, SHUTDOWN_TIMEOUT: shutdown_timeout };
  }

  override async checkPrereq(): Promise<InstancePrereq> {
    const instance = this.instance();
    await checkInstanceState(this.ctx, instance, INSTANCE_ONLINE);
    checkNodeOnline(this.ctx.cfg.snapshot, instance.primary_node);
    await checkBridges(this.ctx, instance.nics, instance.primary_node);
    return { instance };
  }

  async exec({ instance }: InstancePrereq): Promise<void> {
    const { ctx } = this;
    const running = await this.isKnownToHypervisor(instance);
    if (running && this.op.reboot_type !== INSTANCE_REBOOT_FULL) await this.rebootByHypervisor(instance);
    else await this.stopAndStart(instance, running);
    await ctx.cfg.update((draft) => markUp(draft, instance.uuid));
  }

  private async isKnownToHypervisor(instance: Instance): Promise<boolean> {
    const cfg = this.ctx.cfg.snapshot;
    const result = await this.ctx.rpc.tryOne(instance.primary_node, 'instance_info', {
      instance: instance.name,
      hname: instance.hypervisor,
      hvparams: { ...cfg.cluster.hvparams[instance.hypervisor] },
    });
    return Object.keys(payloadOf(result, `Error checking node ${nodeName(cfg, instance.primary_node)}`)).length > 0;
  }

  private async rebootByHypervisor(instance: Instance): Promise<void> {
    const node = instance.primary_node;
    const result = await this.ctx.rpc.tryOne(node, 'instance_reboot', {
      inst: wireInstance(this.ctx.cfg.snapshot, instance, node),
      reboot_type: this.op.reboot_type,
      shutdown_timeout: this.op.shutdown_timeout,
      reason: reasonOf(this.op.reason),
    });
    payloadOf(result, 'Could not reboot instance');
  }

  private async stopAndStart(old: Instance, running: boolean): Promise<void> {
    const { ctx } = this;
    const node = old.primary_node;
    const reason = reasonOf(this.op.reason);
    if (running) {
      const result = await ctx.rpc.tryOne(node, 'instance_shutdown', {
        instance: wireInstance(ctx.cfg.snapshot, old, node),
        timeout: this.op.shutdown_timeout,
        reason,
      });
      payloadOf(result, 'A full reboot: the instance could not be stopped');
      await shutdownDisks(ctx, old.uuid);
    } else {
      ctx.feedback.info(`Instance ${old.name} was already stopped, starting now`);
    }
    await startDisks(ctx, old.uuid, this.op.ignore_secondaries);
    const cfg = ctx.cfg.snapshot;
    const result = await ctx.rpc.tryOne(node, 'instance_start', {
      instance_hvp_bep: wireInstance(cfg, instanceOf(cfg, old.uuid), node),
      startup_paused: false,
      reason,
    });
    if (result.ok) return;
    await shutdownDisks(ctx, old.uuid);
    throw new OpExecError(`A full reboot: the instance could not be started: ${result.error}`);
  }
}
