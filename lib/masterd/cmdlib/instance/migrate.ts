import { DEFAULT_SHUTDOWN_TIMEOUT } from '@gnt/constants';
import { secondaryNodes } from '../../../config/queries.js';
import type { Parameters } from '../../planning/objects.js';
import type { HookNodes, LockNeeds } from '../base.js';
import type { MovePrereq, MoveRequest } from './migration/prereq.js';
import { MoveUnit } from './migration/unit.js';
import { INSTANCE_HOOK_VARIABLES } from './unit.js';

/** Moves a running instance to another node. */
export class LUInstanceMigrate extends MoveUnit<'OP_INSTANCE_MIGRATE'> {
  static readonly hooksPath = 'instance-migrate';
  static readonly hooksType = 'INSTANCE';
  static readonly requiresBgl = false;
  static readonly hooksVariables = [
    ...INSTANCE_HOOK_VARIABLES,
    ...[
      'ALLOW_RUNTIME_CHANGES',
      'MIGRATE_CLEANUP',
      'MIGRATE_LIVE',
      'NEW_PRIMARY',
      'NEW_SECONDARY',
      'OLD_PRIMARY',
      'OLD_SECONDARY',
    ],
  ];

  protected override request(): MoveRequest {
    return {
      op: this.op,
      instance: this.instance(),
      failover: false,
      fallback: this.op.allow_failover,
      ignoreConsistency: false,
      mayShrink: this.op.allow_runtime_changes,
      shutdownTimeout: DEFAULT_SHUTDOWN_TIMEOUT,
      ignoreHvVersions: this.op.ignore_hvversions,
    };
  }

  override expandNames(): LockNeeds {
    return this.moveLocks(false);
  }

  protected override ownHooksEnv(prereq: MovePrereq): Parameters {
    const { cleanup, allow_runtime_changes } = this.op;
    return {
      ...this.placesEnv(prereq),
      MIGRATE_LIVE: prereq.live,
      MIGRATE_CLEANUP: cleanup,
      ALLOW_RUNTIME_CHANGES: allow_runtime_changes,
    };
  }

  override hooksNodes({ instance, target }: MovePrereq): HookNodes {
    const cfg = this.ctx.cfg.snapshot;
    const nodes = [
      ...new Set([cfg.cluster.master_node, instance.primary_node, ...secondaryNodes(cfg, instance), target]),
    ];
    return { pre: nodes, post: nodes };
  }
}
