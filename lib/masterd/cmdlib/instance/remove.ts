import { OpExecError } from '@gnt/protocol';
import { instanceNodes } from '../../../config/queries.js';
import { hooksEnv, hooksEnvOf, type HooksEnv } from '../../planning/hooks-env.js';
import type { Instance } from '../../planning/objects.js';
import { wireInstance } from '../../rpc/wire.js';
import type { HookNodes, LockNeeds } from '../base.js';
import { removeInstance } from '../common/changes.js';
import { nodeName } from '../common/expand.js';
import { reasonOf } from '../common/reason.js';
import { payloadOf, warnUnlessOk } from '../common/results.js';
import { removeDisks } from '../storage/remove.js';
import { INSTANCE_HOOK_VARIABLES, InstanceUnit } from './unit.js';

interface Prereq {
  readonly instance: Instance;
  readonly env: HooksEnv;
  readonly nodes: readonly string[];
}

/** Removes an instance with its disks. */
export class LUInstanceRemove extends InstanceUnit<'OP_INSTANCE_REMOVE', Prereq> {
  static readonly hooksPath = 'instance-remove';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [...INSTANCE_HOOK_VARIABLES, 'SHUTDOWN_TIMEOUT'];

  override expandNames(): LockNeeds {
    return { instance: this.lockInstance({ allowForthcoming: true }), node: 'later', 'node-res': 'later' };
  }

  override async checkPrereq(): Promise<Prereq> {
    const instance = this.instance();
    const cfg = this.ctx.cfg.snapshot;
    // Kept for the hooks after exec, when the instance is no longer there to be described.
    const env = { ...hooksEnvOf(cfg, instance), ...hooksEnv({ SHUTDOWN_TIMEOUT: this.op.shutdown_timeout }) };
    return { instance, env, nodes: instanceNodes(cfg, instance) };
  }

  override hooksEnv({ env }: Prereq): HooksEnv {
    return env;
  }

  override hooksNodes({ nodes }: Prereq): HookNodes {
    const master = this.ctx.cfg.snapshot.cluster.master_node;
    return { pre: [master], post: [...new Set([...nodes, master])] };
  }

  async exec({ instance }: Prereq): Promise<void> {
    const { ctx } = this;
    if (!instance.forthcoming) await this.shutDown(instance);
    // What is removed stays removed: nothing of this can be undone, as in the original.
    const removed = await removeDisks(ctx, instance);
    if (!removed && !this.op.ignore_failures) throw new OpExecError("Can't remove instance's disks");
    if (!removed) ctx.feedback.say("Warning: can't remove instance's disks");
    await ctx.cfg.update((draft) => removeInstance(draft, instance.uuid));
  }

  private async shutDown(instance: Instance): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const node = instance.primary_node;
    const result = await ctx.rpc.tryOne(node, 'instance_shutdown', {
      instance: wireInstance(cfg, instance, node),
      timeout: this.op.shutdown_timeout,
      reason: reasonOf(this.op.reason),
    });
    if (this.op.ignore_failures) warnUnlessOk(result, "Warning: can't shutdown instance", (m) => ctx.feedback.say(m));
    else payloadOf(result, `Could not shutdown instance ${instance.name} on node ${nodeName(cfg, node)}`);
  }
}
