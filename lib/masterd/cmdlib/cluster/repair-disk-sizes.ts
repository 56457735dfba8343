import type { LockLevel } from '@gnt/constants';
import { DT_DRBD8 } from '@gnt/constants';
import type { Disk as StoredDisk } from '@gnt/objects';
import { disksOf } from '../../../config/queries.js';
import type { Disk, Instance } from '../../planning/objects.js';
import { ndParamsOf } from '../../planning/params.js';
import { wireDisk } from '../../rpc/wire.js';
import { ALL_SET, LogicalUnit, type LockNeed, type LockNeeds } from '../base.js';
import { draftDisk } from '../common/changes.js';
import { nodeOf } from '../common/checks.js';
import { nodeName, wantedInstances } from '../common/expand.js';
import { exclusive, shared } from '../common/locks.js';

type Change = [instance: string, disk: number, what: string, value: number];

interface Place {
  readonly instance: Instance;
  readonly index: number;
  readonly disk: Disk;
}

/** Makes data volumes below mirrors as large as the mirror; whether one was not. */
function growChildren(disk: StoredDisk): boolean {
  const [child] = disk.children;
  if (disk.dev_type !== DT_DRBD8 || !child) return false;
  const smaller = child.size < disk.size;
  if (smaller) child.size = disk.size;
  return growChildren(child) || smaller;
}

/** Corrects recorded disk sizes by those that the nodes report. */
export class LUClusterRepairDiskSizes extends LogicalUnit<'OP_CLUSTER_REPAIR_DISK_SIZES', readonly Instance[]> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private instances(): Instance[] {
    return wantedInstances(this.ctx.cfg.snapshot, this.op.instances);
  }

  override expandNames(): LockNeeds {
    if (this.op.instances.length === 0) return { instance: exclusive(ALL_SET), 'node-res': shared(ALL_SET) };
    return { instance: exclusive(this.instances().map((i) => i.name)), 'node-res': 'later' };
  }

  override declareLocks(level: LockLevel): LockNeed | undefined {
    return level === 'node-res' ? shared(this.instances().map((i) => i.primary_node)) : undefined;
  }

  override async checkPrereq(): Promise<readonly Instance[]> {
    return this.instances();
  }

  async exec(instances: readonly Instance[]): Promise<Change[]> {
    const cfg = this.ctx.cfg.snapshot;
    const byNode = new Map<string, Place[]>();
    for (const instance of instances) {
      const places = disksOf(cfg, instance).map((disk, index) => ({ instance, index, disk }));
      byNode.set(instance.primary_node, [...(byNode.get(instance.primary_node) ?? []), ...places]);
    }
    const changes: Change[] = [];
    for (const [node, places] of byNode) if (places.length > 0) changes.push(...(await this.repairNode(node, places)));
    return changes;
  }

  private async repairNode(node: string, places: readonly Place[]): Promise<Change[]> {
    const { ctx } = this;
    const cfg = ctx.cfg.snapshot;
    const disks = places.map(({ instance, disk }) => wireDisk(cfg, instance, disk, node));
    const result = await ctx.rpc.tryOne(node, 'blockdev_getdimensions', { disks });
    if (!result.ok || result.payload.length !== places.length) {
      const what = result.ok ? 'Invalid result from node' : 'Failure in blockdev_getdimensions call to node';
      ctx.feedback.warn(`${what} ${nodeName(cfg, node)}, ignoring${result.ok ? ' node results' : ''}`);
      return [];
    }
    const changes: Change[] = [];
    for (const [i, place] of places.entries())
      changes.push(...(await this.repair(node, place, result.payload[i] ?? null)));
    return changes;
  }

  private async repair(
    node: string,
    { instance, index, disk }: Place,
    dimensions: readonly [number, number | null] | null,
  ): Promise<Change[]> {
    const { ctx } = this;
    const label = `Disk ${index} of instance ${instance.name}`;
    if (!dimensions) {
      ctx.feedback.warn(`${label} did not return size information, ignoring`);
      return [];
    }
    const [bytes, spindles] = dimensions;
    const size = Math.floor(bytes / 2 ** 20);
    const exclusiveStorage = ndParamsOf(ctx.cfg.snapshot, nodeOf(ctx.cfg.snapshot, node)).exclusive_storage;
    const wrongSize = size !== disk.size;
    if (wrongSize) ctx.feedback.info(`${label} has mismatched size, correcting: recorded ${disk.size}, actual ${size}`);
    if (exclusiveStorage && spindles === null)
      ctx.feedback.warn(`${label} answered with spindles that make no sense; they stay as recorded`);
    const newSpindles = exclusiveStorage && spindles !== null && disk.spindles !== spindles ? spindles : undefined;
    if (newSpindles !== undefined) {
      ctx.feedback.info(
        `${label} has mismatched spindles, correcting: recorded ${disk.spindles ?? 'none'}, actual ${newSpindles}`,
      );
    }
    const grown = await ctx.cfg.update((draft) => {
      const stored = draftDisk(draft, disk.uuid);
      if (wrongSize) stored.size = size;
      if (newSpindles !== undefined) stored.spindles = newSpindles;
      return growChildren(stored);
    });
    return [
      ...(wrongSize ? [[instance.name, index, 'size', size] satisfies Change] : []),
      ...(newSpindles === undefined ? [] : [[instance.name, index, 'spindles', newSpindles] satisfies Change]),
      ...(grown ? [[instance.name, index, 'size', size] satisfies Change] : []),
    ];
  }
}
