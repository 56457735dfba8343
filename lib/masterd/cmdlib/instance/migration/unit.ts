import type { LockLevel } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import { disksOf, secondaryNodes } from '../../../../config/queries.js';
import type { Parameters } from '../../../planning/objects.js';
import { ALL_SET, type LockNeed, type LockNeeds } from '../../base.js';
import { expandNode, nodeName } from '../../common/expand.js';
import { exclusive } from '../../common/locks.js';
import { InstanceUnit } from '../unit.js';
import { checkMove, type MovePrereq, type MoveRequest } from './prereq.js';
import { cleanUp } from './cleanup.js';
import { failOver } from './failover.js';
import { migrate } from './migrate.js';
import { Mover } from './mover.js';

/** What the units that move an instance to another node have in common. */
export abstract class MoveUnit<Id extends 'OP_INSTANCE_MIGRATE' | 'OP_INSTANCE_FAILOVER'> extends InstanceUnit<
  Id,
  MovePrereq
> {
  protected abstract request(): MoveRequest;

  protected moveLocks(allowForthcoming: boolean): LockNeeds {
    const { op } = this.request();
    if (op.target_node !== null) expandNode(this.ctx.cfg.snapshot, op.target_node, op.target_node_uuid);
    return { instance: this.lockInstance({ allowForthcoming }), node: 'later', 'node-res': 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    if (level !== 'node' && level !== 'node-res') return undefined;
    const { op, instance } = this.request();
    const cfg = this.ctx.cfg.snapshot;
    const shared =
      disksOf(cfg, instance).some((d) => diskTemplates[d.dev_type].externallyMirrored) || instance.disks.length === 0;
    if (!shared) return this.instanceNodes();
    if (op.target_node === null) return exclusive(ALL_SET);
    return exclusive([instance.primary_node, expandNode(cfg, op.target_node, op.target_node_uuid).uuid]);
  }

  override checkPrereq(): Promise<MovePrereq> {
    return checkMove(this.ctx, this.request());
  }

  /** Where the instance comes from and goes to, as its hooks are told. */
  protected placesEnv({ instance, target }: MovePrereq): Parameters {
    const cfg = this.ctx.cfg.snapshot;
    const [secondary] = secondaryNodes(cfg, instance);
    const mirrored = disksOf(cfg, instance).some((d) => diskTemplates[d.dev_type].internallyMirrored);
    return {
      OLD_PRIMARY: nodeName(cfg, instance.primary_node),
      NEW_PRIMARY: nodeName(cfg, target),
      OLD_SECONDARY: mirrored && secondary !== undefined ? nodeName(cfg, secondary) : '',
      NEW_SECONDARY: mirrored ? nodeName(cfg, instance.primary_node) : '',
    };
  }

  async exec(prereq: MovePrereq): Promise<void> {
    const mover = new Mover(this.ctx, prereq);
    const { name } = prereq.instance;
    this.ctx.feedback.say(`${prereq.failover ? 'Failover' : 'Migrating'} instance ${name}`);
    if (prereq.failover) await failOver(mover);
    else if (prereq.request.op.cleanup) await cleanUp(mover);
    else await migrate(mover);
  }
}
