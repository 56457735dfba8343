import { diskTemplates, ipolicyViolations, isMirrored } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_INVAL, ECODE_NORES, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { disksOf, groupOf, secondaryNodes } from '../../../../config/queries.js';
import type { Disk, Instance } from '../../../planning/objects.js';
import { beOf, hvOf, policyOf, sizesOf } from '../../../planning/params.js';
import { commaJoin } from '../../../planning/text.js';
import { wireInstance } from '../../../rpc/wire.js';
import type { LuContext } from '../../base.js';
import {
  allocatorOrNode,
  askInstanceInfo,
  checkBridges,
  checkFreeMemory,
  checkNodeNotDrained,
  nodeOf,
} from '../../common/checks.js';
import { expandNode, nodeName } from '../../common/expand.js';
import { keepOnly } from '../../common/locks.js';
import { checkedPayloadOf } from '../../common/results.js';
import { diskSpaceTotal } from '../create/allocate.js';
import type { InstancePrereq } from '../unit.js';

type MigrateOp = OpcodeOf<'OP_INSTANCE_MIGRATE'>;
type FailoverOp = OpcodeOf<'OP_INSTANCE_FAILOVER'>;

/** What a move is to be, whichever opcode asks for it. */
export interface MoveRequest {
  readonly op: MigrateOp | FailoverOp;
  readonly instance: Instance;
  /** Stop here and start there. */
  readonly failover: boolean;
  /** Fail over where the instance cannot be migrated. */
  readonly fallback: boolean;
  readonly ignoreConsistency: boolean;
  readonly mayShrink: boolean;
  readonly shutdownTimeout: number;
  readonly ignoreHvVersions: boolean;
}

/** A move that checks have let through. */
export interface MovePrereq extends InstancePrereq {
  readonly request: MoveRequest;
  readonly target: string;
  readonly failover: boolean;
  readonly live: boolean;
  /** MiB: free on the target, and in use by the guest now; null where nothing is started. */
  readonly freeMemory: number | null;
  readonly usedMemory: number | null;
}

function checkMirrored(disks: readonly Disk[], failover: boolean): void {
  const fixed = new Set(disks.map((d) => d.dev_type).filter((t) => !isMirrored(t)));
  if (fixed.size === 0) return;
  throw new OpPrereqError(
    `Instance's disk layout '${commaJoin(fixed)}' does not allow ${failover ? 'failovers' : 'migrations'}`,
    ECODE_STATE,
  );
}

/** Refuses a node whose group's policy the instance does not meet, unless that is to be ignored. */
export function checkTargetPolicy(ctx: LuContext, instance: Instance, target: string, ignore: boolean): void {
  const cfg = ctx.cfg.snapshot;
  const node = nodeOf(cfg, target);
  if (nodeOf(cfg, instance.primary_node).group === node.group) return;
  const violations = ipolicyViolations(policyOf(cfg.cluster, groupOf(cfg, node)), sizesOf(cfg, instance));
  if (violations.length === 0) return;
  const message = `The instance does not fit the policy of the target's group ${node.group}: ${commaJoin(violations)}`;
  if (!ignore) throw new OpPrereqError(message, ECODE_INVAL);
  ctx.feedback.warn(message);
}

async function allocated(ctx: LuContext, instance: Instance, allocator: string): Promise<string> {
  const cfg = ctx.cfg.snapshot;
  const disks = disksOf(cfg, instance);
  const [template = 'diskless'] = disks.map((d) => d.dev_type);
  const answer = await ctx.services.allocate(allocator, {
    name: instance.name,
    disk_space_total: diskSpaceTotal(template, disks),
    required_nodes: 1,
    relocate_from: [nodeName(cfg, instance.primary_node)],
    type: 'relocate',
  });
  if (!answer.success)
    throw new OpPrereqError(`Can't compute nodes using iallocator '${allocator}': ${answer.info}`, ECODE_NORES);
  const names = answer.result as readonly string[];
  ctx.feedback.info(`Selected nodes for instance ${instance.name} via iallocator ${allocator}: ${commaJoin(names)}`);
  return expandNode(cfg, names[0] ?? null).uuid;
}

async function targetOf(
  ctx: LuContext,
  { op, instance, failover }: MoveRequest,
  disks: readonly Disk[],
): Promise<string> {
  const cfg = ctx.cfg.snapshot;
  const named = op.target_node === null ? null : expandNode(cfg, op.target_node, op.target_node_uuid).uuid;
  if (disks.every((d) => diskTemplates[d.dev_type].externallyMirrored)) {
    const allocator = allocatorOrNode(cfg.cluster, op.iallocator, named);
    const target = allocator === null ? (named ?? '') : await allocated(ctx, instance, allocator);
    checkTargetPolicy(ctx, instance, target, op.ignore_ipolicy);
    if (target === instance.primary_node) {
      throw new OpPrereqError(
        `Cannot migrate instance ${instance.name} to its primary (${nodeName(cfg, target)})`,
        ECODE_STATE,
      );
    }
    await keepOnly(ctx.locks, 'node', [instance.primary_node, target]);
    return target;
  }
  if (!disks.every((d) => diskTemplates[d.dev_type].internallyMirrored)) {
    throw new OpPrereqError("Instances with both mirrored and externally mirrored disks can't be moved.", ECODE_STATE);
  }
  const [target] = secondaryNodes(cfg, instance);
  const types = commaJoin(new Set(disks.map((d) => d.dev_type)));
  if (target === undefined)
    throw new OpPrereqError(`Disks of types ${types} need a secondary node, and there is none`, ECODE_STATE);
  if (op.iallocator !== null || (named !== null && named !== target)) {
    const how = failover ? 'failed over' : 'migrated';
    throw new OpPrereqError(
      `With disks of types ${types} an instance can be ${how} to its secondary only: give neither a node nor an iallocator`,
      ECODE_INVAL,
    );
  }
  checkTargetPolicy(ctx, instance, target, op.ignore_ipolicy);
  return target;
}

/** Whether the guest is to run on while its memory is sent. */
function isLive(ctx: LuContext, op: MigrateOp | FailoverOp, instance: Instance): boolean {
  if (!('mode' in op)) return false;
  if (op.live !== null && op.mode !== null)
    throw new OpPrereqError("'live' and 'mode' exclude each other", ECODE_INVAL);
  if (op.live !== null) return op.live;
  return (op.mode ?? hvOf(ctx.cfg.snapshot.cluster, instance)['migration_mode']) === 'live';
}

async function canMigrate(ctx: LuContext, instance: Instance, fallback: boolean): Promise<boolean> {
  const node = instance.primary_node;
  const result = await ctx.rpc.tryOne(node, 'instance_migratable', {
    instance: wireInstance(ctx.cfg.snapshot, instance, node),
  });
  if (!result.ok && fallback) {
    ctx.feedback.info("The instance is offline and can't migrate: failing over");
    return false;
  }
  checkedPayloadOf(result, "Can't migrate, please use failover", ECODE_STATE);
  return true;
}

/** Checks a migration or failover and settles where and how it goes. */
export async function checkMove(ctx: LuContext, request: MoveRequest): Promise<MovePrereq> {
  const { op, instance } = request;
  const cfg = ctx.cfg.snapshot;
  const { cleanup } = op;
  let { failover } = request;
  if (!cleanup && instance.admin_state !== 'up' && !failover && request.fallback) {
    ctx.feedback.info('The instance is down or offline: failing over, as allowed');
    failover = true;
  }
  const disks = disksOf(cfg, instance);
  checkMirrored(disks, failover);
  const target = await targetOf(ctx, { ...request, failover }, disks);
  const be = beOf(cfg.cluster, instance);
  const hvparams = cfg.cluster.hvparams[instance.hypervisor] ?? {};
  let freeMemory: number | null = null;
  if (!cleanup && (!failover || instance.admin_state === 'up')) {
    freeMemory = await checkFreeMemory(
      ctx,
      target,
      `migrating instance ${instance.name}`,
      be.minmem,
      instance.hypervisor,
      hvparams,
    );
  } else {
    ctx.feedback.info("The instance stays down, so the target's memory is not checked");
  }
  if (!cleanup && !failover && be.always_failover) {
    ctx.feedback.info('The instance is set to always fail over: failing over');
    failover = true;
  }
  await checkBridges(ctx, instance.nics, target);
  if (!cleanup) {
    checkNodeNotDrained(cfg, target);
    if (!failover && !(await canMigrate(ctx, instance, request.fallback))) failover = true;
  }
  const live = !failover && isLive(ctx, op, instance);
  let usedMemory: number | null = null;
  if (!failover && !cleanup) {
    const info = await askInstanceInfo(
      ctx,
      instance,
      `Error checking instance on node ${nodeName(cfg, instance.primary_node)}`,
    );
    const memory = info['memory'];
    if (typeof memory !== 'number') {
      throw new OpPrereqError(
        `Instance ${instance.name} is not running on node ${nodeName(cfg, instance.primary_node)}; start it, or fail it over`,
        ECODE_STATE,
      );
    }
    usedMemory = memory;
  }
  return { instance, request, target, failover, live, freeMemory, usedMemory };
}
