import { DT_DRBD8, type LockLevel } from '@gnt/constants';
import { ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, instanceNodes, nodesOfGroup } from '../../../config/queries.js';
import { groupsOf, volumesByNode } from '../../planning/layout.js';
import type { Instance } from '../../planning/objects.js';
import { instancesOfGroup } from '../../planning/policy-changes.js';
import { commaJoin, niceSort } from '../../planning/text.js';
import { wireDisks } from '../../rpc/wire.js';
import { LogicalUnit, type LockNeed, type LockNeeds } from '../base.js';
import { lookupGroup } from '../common/expand.js';
import { shared } from '../common/locks.js';

type MissingVolumes = Record<string, [node: string, volume: string][]>;
type Result = readonly [Record<string, string>, string[], MissingVolumes];

/** Finds missing and inactive disks of a group's instances. */
export class LUGroupVerifyDisks extends LogicalUnit<'OP_GROUP_VERIFY_DISKS', readonly Instance[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private members(): Instance[] {
    const cfg = this.ctx.cfg.snapshot;
    return instancesOfGroup(cfg, lookupGroup(cfg, this.op.group_name));
  }

  /** Unless all must be looked at, those that others are working on are passed over. */
  private need(names: Iterable<string>): LockNeed {
    return { ...shared(names), ...(this.op.is_strict ? {} : { opportunistic: { minimum: 0 } }) };
  }

  override expandNames(): LockNeeds {
    return { instance: this.need(this.members().map((i) => i.name)), nodegroup: 'later', node: 'later' };
  }

  private owned(): Instance[] {
    return Object.values(this.ctx.cfg.snapshot.instances).filter((i) => this.ctx.locks.owns('instance', i.name));
  }

  override declareLocks(level: LockLevel): LockNeed {
    const cfg = this.ctx.cfg.snapshot;
    const group = lookupGroup(cfg, this.op.group_name);
    const nodes = this.owned().flatMap((i) => instanceNodes(cfg, i));
    if (level === 'nodegroup') return shared([group.uuid, ...groupsOf(cfg, nodes)]);
    return this.need([...nodes, ...nodesOfGroup(cfg, group.uuid).map((n) => n.uuid)]);
  }

  override async checkPrereq(): Promise<readonly Instance[]> {
    const owned = this.owned();
    const members = this.members();
    const unlocked = members.filter((i) => !owned.includes(i)).map((i) => i.name);
    if (this.op.is_strict && unlocked.length > 0) {
      throw new OpPrereqError(
        `Instances left node group '${this.op.group_name}' meanwhile: ${commaJoin(unlocked)}; submit the job again`,
        ECODE_STATE,
      );
    }
    return owned.filter((i) => members.includes(i) && i.disks_active);
  }

  async exec(instances: readonly Instance[]): Promise<Result> {
    const errors: Record<string, string> = {};
    const inactive = new Set<string>();
    const missing = await this.checkVolumes(instances, errors, inactive);
    await this.checkMirrors(instances, errors, inactive);
    return [errors, [...inactive], missing];
  }

  private async checkVolumes(
    instances: readonly Instance[],
    errors: Record<string, string>,
    inactive: Set<string>,
  ): Promise<MissingVolumes> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const expected = instances.flatMap((instance) =>
      [...volumesByNode(disksOf(cfg, instance), instance.primary_node)].flatMap(([node, volumes]) =>
        volumes.map((volume) => ({ instance: instance.name, node, volume })),
      ),
    );
    if (expected.length === 0) return {};
    const asked = niceSort(ctx.locks.list('node').filter((uuid) => cfg.nodes[uuid]?.vm_capable === true));
    const seen = new Map<string, Readonly<Record<string, readonly [string, boolean, boolean]>>>();
    for (const [node, result] of await ctx.rpc.many(asked, 'lv_list', { vg_name: [] })) {
      if (result.ok) seen.set(node, result.payload);
      else if (!result.offline) errors[node] = result.error;
    }
    const missing: MissingVolumes = {};
    for (const { instance, node, volume } of expected) {
      const state = seen.get(node)?.[volume];
      if (!state) (missing[instance] ??= []).push([node, volume]);
      else if (!state[2]) inactive.add(instance);
    }
    return missing;
  }

  private async checkMirrors(
    instances: readonly Instance[],
    errors: Record<string, string>,
    inactive: Set<string>,
  ): Promise<void> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const mirrored = instances.filter((i) => disksOf(cfg, i).some((d) => d.dev_type === DT_DRBD8));
    const nodes = [...new Set(mirrored.flatMap((i) => instanceNodes(cfg, i)))];
    for (const node of nodes.filter((uuid) => ctx.locks.owns('node', uuid))) {
      const here = mirrored.filter((i) => instanceNodes(cfg, i).includes(node));
      const disks = here.flatMap((i) => wireDisks(cfg, i, disksOf(cfg, i), node));
      const result = await ctx.rpc.tryOne(node, 'drbd_needs_activation', { disks });
      if (!result.ok) {
        errors[node] = result.error;
        continue;
      }
      const faulty = new Set(result.payload);
      for (const instance of mirrored) if (instance.disks.some((d) => faulty.has(d))) inactive.add(instance.name);
    }
  }
}
