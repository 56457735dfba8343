import type { LockLevel } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import { OpExecError } from '@gnt/protocol';
import { disksOf, instanceNodes } from '../../../config/queries.js';
import { groupsOf } from '../../planning/layout.js';
import type { Snapshot } from '../../planning/objects.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { LogicalUnit, type LockNeed, type LockNeeds } from '../base.js';
import { draftNode } from '../common/changes.js';
import { lookupGroup, wantedNodes } from '../common/expand.js';
import { exclusive } from '../common/locks.js';

/** Names of mirrored instances whose nodes would be in different groups: by the move, and already before it. */
export function splitInstances(
  cfg: Snapshot,
  moved: readonly string[],
  group: string,
): { fresh: string[]; old: string[] } {
  const mirrored = Object.values(cfg.instances).filter((i) =>
    disksOf(cfg, i).some((d) => diskTemplates[d.dev_type].internallyMirrored),
  );
  const groups = (i: (typeof mirrored)[number], after: boolean): number =>
    new Set(instanceNodes(cfg, i).map((uuid) => (after && moved.includes(uuid) ? group : cfg.nodes[uuid]?.group))).size;
  const split = mirrored.filter((i) => groups(i, true) > 1);
  const names = (list: typeof mirrored): string[] => niceSort(list.map((i) => i.name));
  return {
    fresh: names(split.filter((i) => groups(i, false) === 1)),
    old: names(split.filter((i) => groups(i, false) > 1)),
  };
}

/** Moves nodes to a group. */
export class LUGroupAssignNodes extends LogicalUnit<'OP_GROUP_ASSIGN_NODES', readonly string[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private nodes(): string[] {
    return wantedNodes(this.ctx.cfg.snapshot, this.op.nodes).map((n) => n.uuid);
  }

  private group(): string {
    return lookupGroup(this.ctx.cfg.snapshot, this.op.group_name).uuid;
  }

  override expandNames(): LockNeeds {
    this.group();
    return { nodegroup: 'later', node: exclusive(this.nodes()) };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'nodegroup'
      ? exclusive([this.group(), ...groupsOf(this.ctx.cfg.snapshot, this.nodes())])
      : undefined;
  }

  override async checkPrereq(): Promise<readonly string[]> {
    const { ctx } = this;
    const nodes = this.nodes();
    const missing = groupsOf(ctx.cfg.snapshot, nodes).filter((uuid) => !ctx.locks.owns('nodegroup', uuid));
    if (missing.length > 0)
      throw new OpExecError(`Nodes of '${commaJoin(missing)}' moved between groups meanwhile; retry the operation`);
    const { fresh, old } = splitInstances(ctx.cfg.snapshot, nodes, this.group());
    if (fresh.length === 0) return nodes;
    if (!this.op.force)
      throw new OpExecError(
        `--force is needed, as these instances would have nodes in two groups: ${commaJoin(fresh)}`,
      );
    ctx.feedback.warn(`These instances will have nodes in two groups: ${commaJoin(fresh)}`);
    if (old.length > 0)
      ctx.feedback.warn(`These instances have nodes in two groups already and still will: ${commaJoin(old)}`);
    return nodes;
  }

  async exec(nodes: readonly string[]): Promise<void> {
    const group = this.group();
    await this.ctx.cfg.update((draft) => {
      for (const uuid of nodes) if (draftNode(draft, uuid).group !== group) draftNode(draft, uuid).group = group;
    });
  }
}
