import { ADMIN_SOURCE, USER_SOURCE } from '@gnt/constants';
import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import type { Instance, Parameters } from '../../planning/objects.js';
import { isUserDown } from '../../planning/instance-state.js';
import { wireInstance } from '../../rpc/wire.js';
import { markDown } from '../common/changes.js';
import {
  INSTANCE_ONLINE,
  askInstanceInfo,
  checkInstanceState,
  checkNodeOnline,
  instanceOf,
  nodeOf,
} from '../common/checks.js';
import { reasonOf } from '../common/reason.js';
import { payloadOf } from '../common/results.js';
import { shutdownDisks } from '../storage/assemble.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit } from './unit.js';

interface Prereq {
  readonly instance: Instance;
  readonly primaryOffline: boolean;
}

/** Stops an instance. */
export class LUInstanceShutdown extends InstanceUnit<'OP_INSTANCE_SHUTDOWN', Prereq> {
  static readonly hooksPath = 'instance-stop';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'TIMEOUT'];

  override checkArguments(): void {
    if (this.op.no_remember && this.op.admin_state_source !== null) {
      this.ctx.feedback.warn("'no_remember' leaves the state as it is, so 'admin_state_source' does nothing");
    }
  }

  private get source(): string {
    return this.op.admin_state_source ?? ADMIN_SOURCE;
  }

  protected override ownHooksEnv(): Parameters {
    return { TIMEOUT: this.op.timeout };
  }

  override async checkPrereq(): Promise<Prereq> {
    const { ctx } = this;
    const instance = this.instance();
    const cfg = ctx.cfg.snapshot;
    if (this.op.force) ctx.feedback.warn('Ignoring offline instance check');
    else await checkInstanceState(ctx, instance, INSTANCE_ONLINE);
    const primaryOffline = nodeOf(cfg, instance.primary_node).offline;
    if (primaryOffline && this.op.ignore_offline_nodes) ctx.feedback.warn('Ignoring offline primary node');
    else checkNodeOnline(cfg, instance.primary_node);
    if (this.source === USER_SOURCE) {
      const info = await askInstanceInfo(ctx, instance, `Error checking instance '${instance.name}'`);
      if (!isUserDown(cfg.cluster, instance, info)) {
        throw new OpPrereqError(`Instance '${instance.name}' was not stopped by its user`, ECODE_STATE);
      }
    }
    return { instance, primaryOffline };
  }

  async exec({ instance: { uuid, name, admin_state }, primaryOffline }: Prereq): Promise<void> {
    const { ctx } = this;
    // Recorded before it happens, as in the original: a stop that fails leaves an instance that ought to be down.
    if (!this.op.no_remember && INSTANCE_ONLINE.includes(admin_state)) {
      await ctx.cfg.update((draft) => markDown(draft, uuid, this.source === USER_SOURCE));
    }
    if (primaryOffline) {
      ctx.feedback.info('The primary node is offline; the instance is only marked as stopped');
      return;
    }
    const cfg = ctx.cfg.snapshot;
    const instance = instanceOf(cfg, uuid);
    const node = instance.primary_node;
    const result = await ctx.rpc.tryOne(node, 'instance_shutdown', {
      instance: wireInstance(cfg, instance, node),
      timeout: this.op.timeout,
      reason: reasonOf(this.op.reason),
    });
    payloadOf(result, `Could not shutdown instance '${name}'`);
    await shutdownDisks(ctx, uuid);
  }
}
