import { secondaryNodes } from '../../../config/queries.js';
import type { Parameters } from '../../planning/objects.js';
import type { HookNodes, LockNeeds } from '../base.js';
import type { MovePrereq, MoveRequest } from './migration/prereq.js';
import { MoveUnit } from './migration/unit.js';
import { INSTANCE_HOOK_VARIABLES } from './unit.js';

/** Stops an instance on its node and starts it on another. */
export class LUInstanceFailover extends MoveUnit<'OP_INSTANCE_FAILOVER'> {
  static readonly hooksPath = 'instance-failover';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [
    ...INSTANCE_HOOK_VARIABLES,
    ...[
      'FAILOVER_CLEANUP',
      'IGNORE_CONSISTENCY',
      'NEW_PRIMARY',
      'NEW_SECONDARY',
      'OLD_PRIMARY',
      'OLD_SECONDARY',
      'SHUTDOWN_TIMEOUT',
    ],
  ];

  protected override request(): MoveRequest {
    return {
      op: this.op,
      instance: this.instance(),
      failover: true,
      fallback: false,
      ignoreConsistency: this.op.ignore_consistency,
      mayShrink: true,
      shutdownTimeout: this.op.shutdown_timeout,
      ignoreHvVersions: true,
    };
  }

  override expandNames(): LockNeeds {
    return this.moveLocks(true);
  }

  protected override ownHooksEnv(prereq: MovePrereq): Parameters {
    const { ignore_consistency, shutdown_timeout, cleanup } = this.op;
    return {
      ...this.placesEnv(prereq),
      IGNORE_CONSISTENCY: ignore_consistency,
      SHUTDOWN_TIMEOUT: shutdown_timeout,
      FAILOVER_CLEANUP: cleanup,
    };
  }

  override hooksNodes({ instance, target }: MovePrereq): HookNodes {
    const cfg = this.ctx.cfg.snapshot;
    const pre = [...new Set([cfg.cluster.master_node, ...secondaryNodes(cfg, instance), target])];
    return { pre, post: [...new Set([...pre, instance.primary_node])] };
  }
}
