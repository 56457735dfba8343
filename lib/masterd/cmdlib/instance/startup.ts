import { BES_PARAMETER_TYPES, HVS_PARAMETER_TYPES } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import type { LockLevel } from '@gnt/constants';
import type { Instance, Parameters } from '../../planning/objects.js';
import { instanceNodes } from '../../../config/queries.js';
import { beOf, checkHvSyntax, hvOf, typed, upgradedBe } from '../../planning/params.js';
import { isUserDown } from '../../planning/instance-state.js';
import { wireInstance } from '../../rpc/wire.js';
import type { LockNeed, LockNeeds } from '../base.js';
import { markUp } from '../common/changes.js';
import {
  INSTANCE_ONLINE,
  askInstanceInfo,
  checkBridges,
  checkFreeMemory,
  checkHvParamsOnNodes,
  checkInstanceState,
  checkNodeOnline,
  instanceOf,
  nodeOf,
} from '../common/checks.js';
import { nodeName } from '../common/expand.js';
import { reasonOf } from '../common/reason.js';
import { payloadOf } from '../common/results.js';
import { shutdownDisks, startDisks } from '../storage/assemble.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit } from './unit.js';

interface Prereq {
  readonly instance: Instance;
  readonly primaryOffline: boolean;
  /** The guest switched itself off and its remains must go first. */
  readonly needsCleanup: boolean;
}

/** Starts an instance on its primary node. */
export class LUInstanceStartup extends InstanceUnit<'OP_INSTANCE_STARTUP', Prereq> {
  static readonly hooksPath = 'instance-start';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'FORCE'];

  private beparams(): Parameters {
    return typed(upgradedBe(this.op.beparams), BES_PARAMETER_TYPES);
  }

  override checkArguments(): void {
    this.beparams();
  }

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance(), 'node-res': 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'node-res' ? this.instanceNodes({ primaryOnly: true }) : undefined;
  }

  protected override ownHooksEnv(): Parameters {
    return { FORCE: this.op.force };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx } = this;
    const instance = this.instance();
    const cfg = ctx.cfg.snapshot;
    await this.checkHvParams(instance);
    await checkInstanceState(ctx, instance, INSTANCE_ONLINE);
    const primaryOffline = nodeOf(cfg, instance.primary_node).offline;
    if (primaryOffline && this.op.ignore_offline_nodes) {
      ctx.feedback.warn('Ignoring offline primary node');
      if (Object.keys({ ...this.op.hvparams, ...this.op.beparams }).length > 0)
        ctx.feedback.warn('Overridden parameters are ignored');
      return { instance, primaryOffline, needsCleanup: false };
    }
    checkNodeOnline(cfg, instance.primary_node);
    await checkBridges(ctx, instance.nics, instance.primary_node);
    const info = await askInstanceInfo(ctx, instance, `Error checking node ${nodeName(cfg, instance.primary_node)}`);
    const running = Object.keys(info).length > 0;
    if (!running) {
      const { minmem } = { ...beOf(cfg.cluster, instance), ...this.beparams() };
      const hvparams = cfg.cluster.hvparams[instance.hypervisor] ?? {};
      await checkFreeMemory(
        ctx,
        instance.primary_node,
        `starting instance ${instance.name}`,
        minmem,
        instance.hypervisor,
        hvparams,
      );
    }
    return { instance, primaryOffline, needsCleanup: running && isUserDown(cfg.cluster, instance, info) };
  }

  private async checkHvParams(instance: Instance): Promise<void> {
    if (Object.keys(this.op.hvparams).length === 0) return;
    const cfg = this.ctx.cfg.snapshot;
    const filled = { ...hvOf(cfg.cluster, instance), ...typed(this.op.hvparams, HVS_PARAMETER_TYPES) };
    checkHvSyntax(instance.hypervisor, filled);
    await checkHvParamsOnNodes(this.ctx, instanceNodes(cfg, instance), instance.hypervisor, filled);
  }

  async exec({ instance: { uuid, name }, primaryOffline, needsCleanup }: Prereq): Promise<void> {
    const { ctx } = this;
    // Marked before it runs, as in the original: when it cannot start, the watcher tries again.
    if (!this.op.no_remember) await ctx.cfg.update((draft) => markUp(draft, uuid));
    if (primaryOffline) {
      ctx.feedback.info('The primary node is offline; the instance is only marked as started');
      return;
    }
    if (needsCleanup) await this.cleanUp(uuid);
    await startDisks(ctx, uuid, this.op.force);
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, uuid);
    const node = instance.primary_node;
    const result = await ctx.rpc.tryOne(node, 'instance_start', {
      instance_hvp_bep: wireInstance(cfg, instance, node, { hvparams: this.op.hvparams, beparams: this.beparams() }),
      startup_paused: this.op.startup_paused,
      reason: reasonOf(this.op.reason),
    });
    if (result.ok) return;
    await shutdownDisks(ctx, uuid);
    throw new OpExecError(`Could not start instance '${name}': ${result.error}`);
  }

  private async cleanUp(uuid: string): Promise<void> {
    const cfg = this.ctx.cfg.snapshot;
    const instance = instanceOf(cfg, uuid);
    const result = await this.ctx.rpc.tryOne(instance.primary_node, 'instance_shutdown', {
      instance: wireInstance(cfg, instance, instance.primary_node),
      timeout: this.op.shutdown_timeout,
      reason: reasonOf(this.op.reason),
    });
    payloadOf(result, `Could not shutdown instance '${instance.name}'`);
    await shutdownDisks(this.ctx, uuid);
  }
}
