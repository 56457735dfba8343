import { ALLOCATABLE_KEY, FAILED_KEY, JOB_IDS_KEY } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { parseOpcode } from '@gnt/opcodes/validate';
import { ECODE_INVAL, ECODE_NORES, OpExecError, OpPrereqError } from '@gnt/protocol';
import { commaJoin, duplicates } from '../../planning/text.js';
import { ALL_SET, LogicalUnit, ResultWithJobs, type LockNeed, type LockNeeds } from '../base.js';
import { allocatorOrDefault } from '../common/checks.js';
import { expandNode, lookupGroup } from '../common/expand.js';
import { shared } from '../common/locks.js';
import { bulkRequest } from './create/bulk.js';

type Creation = OpcodeOf<'OP_INSTANCE_CREATE'>;

interface MultiAllocPrereq {
  /** Creations with their nodes. */
  readonly placed: readonly Creation[];
  /** Names of instances that find no place. */
  readonly failed: readonly string[];
}

/** Places many new instances in one request to an allocator, and creates each that fits by a job of its own. */
export class LUInstanceMultiAlloc extends LogicalUnit<'OP_INSTANCE_MULTI_ALLOC', MultiAllocPrereq> {
  static readonly hooksPath = null;
  static readonly hooksType = null;
  static readonly requiresBgl = false;

  private creations(): Creation[] {
    return this.op.instances.map(creation);
  }

  /** The allocator to ask; null where the instances name their nodes. */
  private allocator(creations: readonly Creation[]): string | null {
    const named = creations.flatMap((op) => {
      const mirrored = op.disk_template !== null && diskTemplates[op.disk_template].internallyMirrored;
      return [Boolean(op.pnode), ...(mirrored ? [Boolean(op.snode)] : [])];
    });
    if (named.includes(true) && named.includes(false)) {
      throw new OpPrereqError('Some instances name their nodes and others do not; do the same for all', ECODE_INVAL);
    }
    if (this.op.iallocator !== null) return this.op.iallocator;
    return named.includes(true) ? null : allocatorOrDefault(this.ctx.cfg.snapshot.cluster, null);
  }

  override checkArguments(): void {
    const creations = this.creations();
    const own = creations.find((op) => op.iallocator !== null);
    if (own) {
      throw new OpPrereqError(
        `Instance '${own.instance_name}' names an iallocator; only the whole request may`,
        ECODE_INVAL,
      );
    }
    if (this.op.opportunistic_locking && this.allocator(creations) === null) {
      throw new OpPrereqError(
        'Locks are taken opportunistically only where an iallocator chooses the nodes',
        ECODE_INVAL,
      );
    }
    const twice = duplicates(creations.map((op) => op.instance_name));
    if (twice.length > 0) {
      throw new OpPrereqError(`There are duplicate instance names: ${commaJoin(twice)}`, ECODE_INVAL);
    }
  }

  override expandNames(): LockNeeds {
    const creations = this.creations();
    if (this.allocator(creations) !== null) {
      const all: LockNeed = {
        ...shared(ALL_SET),
        ...(this.op.opportunistic_locking ? { opportunistic: { minimum: 1 } } : {}),
      };
      return { node: all, 'node-res': all };
    }
    const cfg = this.ctx.cfg.snapshot;
    const nodes = creations.flatMap((op) => [
      expandNode(cfg, op.pnode, op.pnode_uuid).uuid,
      ...(op.snode === null ? [] : [expandNode(cfg, op.snode, op.snode_uuid).uuid]),
    ]);
    return { node: shared(nodes), 'node-res': shared(nodes) };
  }

  override async checkPrereq(): Promise<MultiAllocPrereq> {
    const creations = this.creations();
    const allocator = this.allocator(creations);
    return allocator === null ? { placed: creations, failed: [] } : this.allocated(creations, allocator);
  }

  private async allocated(creations: readonly Creation[], allocator: string): Promise<MultiAllocPrereq> {
    const answer = await this.ctx.services.allocate(allocator, bulkRequest(this.ctx, creations, allocator));
    if (!answer.success) {
      throw new OpPrereqError(`Can't compute nodes using iallocator '${allocator}': ${answer.info}`, ECODE_NORES);
    }
    const [allocatable, refused] = answer.result as readonly [
      readonly (readonly [string, readonly string[]])[],
      readonly (string | readonly [string, string])[],
    ];
    for (const item of refused)
      if (typeof item !== 'string') this.ctx.feedback.warn(`No place for instance ${item[0]}: ${item[1]}`);
    const places = new Map(allocatable);
    const failed = refused.map((item) => (typeof item === 'string' ? item : item[0]));
    for (const { instance_name: name, group_name: group } of creations) {
      if (group === null || this.isIn(group, places.get(name) ?? [])) continue;
      this.ctx.feedback.warn(`The iallocator found no place for instance ${name} in its group ${group}`);
      places.delete(name);
      failed.push(name);
    }
    const missing = creations.map((op) => op.instance_name).filter((n) => !places.has(n) && !failed.includes(n));
    if (missing.length > 0) {
      throw new OpExecError(`The iallocator did not say what becomes of ${commaJoin(missing)}`);
    }
    const placed = creations.flatMap((op) => {
      const nodes = places.get(op.instance_name);
      return nodes ? [this.onNodes(op, nodes)] : [];
    });
    return { placed, failed };
  }

  private isIn(group: string, names: readonly string[]): boolean {
    const cfg = this.ctx.cfg.snapshot;
    const { uuid } = lookupGroup(cfg, group);
    return names.every((name) => expandNode(cfg, name).group === uuid);
  }

  private onNodes(op: Creation, names: readonly string[]): Creation {
    const [primary, secondary] = names.map((name) => expandNode(this.ctx.cfg.snapshot, name));
    return {
      ...op,
      pnode: primary?.name ?? null,
      pnode_uuid: primary?.uuid ?? null,
      ...(secondary ? { snode: secondary.name, snode_uuid: secondary.uuid } : {}),
    };
  }

  private partialResult({ placed, failed }: MultiAllocPrereq): Readonly<Record<string, unknown>> {
    return { [ALLOCATABLE_KEY]: placed.map((op) => op.instance_name), [FAILED_KEY]: failed };
  }

  override dryRunResult(prereq: MultiAllocPrereq): unknown {
    return { ...this.partialResult(prereq), [JOB_IDS_KEY]: [] };
  }

  async exec(prereq: MultiAllocPrereq): Promise<ResultWithJobs> {
    return new ResultWithJobs(
      prereq.placed.map((op) => [op]),
      this.partialResult(prereq),
    );
  }
}

/** One of the instances as the opcode that creates it; throws an OpPrereqError that says which one is wrong and how. */
function creation(value: unknown, index: number): Creation {
  // A reason belongs to the request; the jobs get it from there.
  const parsed = parseOpcode(typeof value === 'object' && value !== null ? { reason: [], ...value } : value);
  const faults = parsed.ok ? [] : parsed.faults.map((fault) => fault.message);
  if (parsed.ok && parsed.opcode.OP_ID === 'OP_INSTANCE_CREATE') return parsed.opcode;
  throw new OpPrereqError(
    `Instance ${index} of the request is not the opcode OP_INSTANCE_CREATE: ${faults.join('; ') || 'another opcode'}`,
    ECODE_INVAL,
  );
}
