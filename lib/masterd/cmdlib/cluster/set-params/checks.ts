import { IALLOCATOR_SEARCH_PATH, MIN_VG_SIZE, type DiskTemplate } from '@gnt/constants';
import { diskTemplates } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { instanceOfDisk } from '../../../../config/queries.js';
import type { Node } from '../../../planning/objects.js';
import type { LuContext } from '../../base.js';
import { nodeName } from '../../common/expand.js';

type Op = OpcodeOf<'OP_CLUSTER_SET_PARAMS'>;

/** Allocators that need no script. */
const BUILT_IN_ALLOCATORS: readonly string[] = ['hail'];

/** Disk templates as they will be, and which of them are new. */
export interface Templates {
  readonly enabled: readonly DiskTemplate[];
  readonly added: readonly DiskTemplate[];
  readonly removed: readonly DiskTemplate[];
}

/** What a request does to the enabled disk templates. */
export function templatesOf(op: Op, old: readonly DiskTemplate[]): Templates {
  const enabled = op.enabled_disk_templates && op.enabled_disk_templates.length > 0 ? op.enabled_disk_templates : old;
  return { enabled, added: enabled.filter((t) => !old.includes(t)), removed: old.filter((t) => !enabled.includes(t)) };
}

/** Refuses to disable templates that instances use. */
export function checkTemplatesUnused(ctx: LuContext, removed: readonly DiskTemplate[]): void {
  const cfg = ctx.cfg.snapshot;
  for (const template of removed) {
    const users = Object.values(cfg.disks)
      .filter((d) => d.dev_type === template)
      .map((d) => {
        const owner = instanceOfDisk(cfg, d.uuid);
        return `${d.iv_name || d.uuid} (${owner ? `on ${owner.name}` : 'detached'})`;
      });
    if (users.length > 0) {
      throw new OpPrereqError(
        `Disk template '${template}' must stay enabled while disks have it:\n * ${users.join('\n * ')}`,
        ECODE_STATE,
      );
    }
  }
  const diskless = removed.includes('diskless')
    ? Object.values(cfg.instances).find((i) => i.disks.length === 0)
    : undefined;
  if (diskless) {
    throw new OpPrereqError(
      `Disk template 'diskless' must stay enabled while instances have it:\n * ${diskless.name}`,
      ECODE_STATE,
    );
  }
}

/** Why a volume group of a node will not do; undefined when it will. */
export function vgProblem(groups: Readonly<Record<string, number>>, vg: string): string | undefined {
  const size = groups[vg];
  if (size === undefined) return `volume group '${vg}' missing`;
  return size < MIN_VG_SIZE
    ? `volume group '${vg}' too small (${MIN_VG_SIZE} MiB required, ${size} MiB found)`
    : undefined;
}

/** Refuses volume groups that do not go with the templates or that nodes do not have. */
export async function checkVolumeGroup(
  ctx: LuContext,
  op: Op,
  templates: Templates,
  nodes: readonly string[],
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const current = cfg.cluster.volume_group_name ?? null;
  const usesLvm = templates.enabled.some((t) => diskTemplates[t].lvm);
  if (op.vg_name === '' && usesLvm) {
    throw new OpPrereqError(
      'Disk templates that need LVM are or become enabled: the volume group must stay.',
      ECODE_INVAL,
    );
  }
  if (op.vg_name === null && current === null && usesLvm) {
    throw new OpPrereqError(
      "Disk templates that need LVM can't be enabled without a volume group; give one too.",
      ECODE_INVAL,
    );
  }
  if (op.vg_name === '' && Object.values(cfg.disks).some((d) => d.dev_type === 'plain')) {
    throw new OpPrereqError('LVM must stay while instances have disks on it', ECODE_INVAL);
  }
  const vg = op.vg_name ?? current;
  const getsLvm = templates.added.some((t) => diskTemplates[t].lvm);
  if (!vg || !((op.vg_name !== null && usesLvm) || (current !== null && getsLvm))) return;
  for (const [uuid, result] of await ctx.rpc.many(nodes, 'vg_list', {})) {
    if (!result.ok) {
      ctx.feedback.warn(`Node ${nodeName(cfg, uuid)} could not be asked and is left out: ${result.error}`);
      continue;
    }
    const problem = vgProblem(result.payload, vg);
    if (problem !== undefined)
      throw new OpPrereqError(`Error on node '${nodeName(cfg, uuid)}': ${problem}`, ECODE_ENVIRON);
  }
}

async function checkHelperOnNodes(ctx: LuContext, helper: string, nodes: readonly Node[]): Promise<void> {
  for (const node of nodes.filter((n) => n.offline))
    ctx.feedback.info(`Node ${node.name} is offline; its DRBD helper is not checked`);
  const online = nodes.filter((n) => !n.offline).map((n) => n.uuid);
  for (const [uuid, result] of await ctx.rpc.many(online, 'drbd_helper', {})) {
    const name = nodeName(ctx.cfg.snapshot, uuid);
    if (!result.ok)
      throw new OpPrereqError(`Error checking drbd helper on node '${name}': ${result.error}`, ECODE_ENVIRON);
    if (result.payload !== helper)
      throw new OpPrereqError(`Error on node '${name}': drbd helper is ${result.payload}`, ECODE_ENVIRON);
  }
}

/** Refuses a DRBD helper that does not go with the templates or that nodes do not have. */
export async function checkDrbdHelper(
  ctx: LuContext,
  op: Op,
  templates: Templates,
  nodes: readonly Node[],
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const enabled = templates.enabled.includes('drbd');
  if (op.drbd_helper === '') {
    if (enabled) throw new OpPrereqError('The DRBD helper must stay while DRBD is enabled.', ECODE_STATE);
    if (Object.values(cfg.disks).some((d) => d.dev_type === 'drbd')) {
      throw new OpPrereqError('The DRBD helper must stay while instances have DRBD disks', ECODE_INVAL);
    }
    return;
  }
  if (op.drbd_helper !== null && enabled) {
    await checkHelperOnNodes(ctx, op.drbd_helper, nodes);
  } else if (templates.added.includes('drbd')) {
    const current = cfg.cluster.drbd_usermode_helper;
    if (!current) throw new OpPrereqError('DRBD needs a usermode helper; set one to enable it.', ECODE_STATE);
    await checkHelperOnNodes(ctx, current, nodes);
  }
}

/** Refuses to unset a storage directory in use; points out one that is not used. */
export function checkStorageDir(
  ctx: LuContext,
  template: DiskTemplate,
  directory: string | null,
  templates: Templates,
): void {
  if (directory === null) return;
  const enabled = templates.enabled.includes(template);
  if (directory === '' && enabled) {
    throw new OpPrereqError(
      `The storage directory of '${template}' must stay while disk template '${template}' is enabled.`,
      ECODE_INVAL,
    );
  }
  if (directory !== '' && !enabled)
    ctx.feedback.warn(`A directory for ${template} storage is set, but disk template ${template} is not enabled.`);
}

/** Refuses a default allocator that does not exist. */
export async function checkAllocator(ctx: LuContext, name: string | null): Promise<void> {
  if (!name || BUILT_IN_ALLOCATORS.includes(name)) return;
  if (!name.includes('/')) {
    for (const directory of IALLOCATOR_SEARCH_PATH)
      if (await ctx.services.local.readFile(`${directory}/${name}`)) return;
  }
  throw new OpPrereqError(`Invalid default iallocator script '${name}' specified`, ECODE_INVAL);
}
