import type { DiskTemplate } from '@gnt/constants';
import type { FilledBeParams, NIC } from '@gnt/objects';
import { diskTemplates } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_NORES, ECODE_TEMP_NORES, OpPrereqError } from '@gnt/protocol';
import { diskSpaceNeeded, type AllocatorRequest } from '../../../iallocator/request.js';
import type { DiskRequest } from '../../../planning/disk-requests.js';
import { commaJoin } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { expandNode, nodeNames } from '../../common/expand.js';

/** What an allocator must know to place a new instance. */
export interface Placement {
  readonly op: OpcodeOf<'OP_INSTANCE_CREATE'>;
  readonly name: string;
  readonly allocator: string;
  readonly template: DiskTemplate;
  readonly disks: readonly DiskRequest[];
  readonly nics: readonly NIC[];
  readonly hypervisor: string;
  readonly beparams: FilledBeParams;
}

/** MiB that the disks take on a node, as allocators count it. */
export function diskSpaceTotal(template: DiskTemplate, disks: readonly { readonly size: number }[]): number {
  return diskSpaceNeeded(disks.map(({ size }) => ({ size, dev_type: template })));
}

/** The request in the form in which allocators read it. */
export function allocationRequest(placement: Placement): AllocatorRequest {
  const { op, template, disks, beparams } = placement;
  return {
    name: placement.name,
    disk_template: template,
    group_name: op.group_name,
    tags: op.tags,
    os: op.os_type,
    vcpus: beparams.vcpus,
    memory: beparams.maxmem,
    spindle_use: beparams.spindle_use,
    disks: disks.map(({ size, mode, vg, name, spindles }) => ({
      size,
      mode,
      vg,
      name,
      dev_type: template,
      ...(spindles === null ? {} : { spindles }),
    })),
    disk_space_total: diskSpaceTotal(template, disks),
    nics: placement.nics.map(withoutNulls),
    required_nodes: diskTemplates[template].internallyMirrored ? 2 : 1,
    hypervisor: placement.hypervisor,
    type: 'allocate',
  };
}

/** Has an allocator choose nodes: the primary, and for mirrored disks a secondary. */
export async function chooseNodes(
  ctx: LuContext,
  placement: Placement,
): Promise<{ primary: string; secondary: string | null }> {
  const { op, allocator } = placement;
  const owned = ctx.locks.list('node').filter((uuid) => ctx.locks.owns('node-res', uuid));
  const only = op.opportunistic_locking ? { node_whitelist: nodeNames(ctx.cfg.snapshot, owned) } : {};
  const answer = await ctx.services.allocate(allocator, { ...allocationRequest(placement), ...only });
  if (!answer.success) {
    if (op.opportunistic_locking) {
      ctx.feedback.info(`IAllocator '${allocator}' failed on opportunistically acquired nodes: ${answer.info}`);
    }
    const code = op.opportunistic_locking ? ECODE_TEMP_NORES : ECODE_NORES;
    throw new OpPrereqError(`Can't compute nodes using iallocator '${allocator}': ${answer.info}`, code);
  }
  const names = answer.result as readonly string[];
  ctx.feedback.info(`Selected nodes for instance ${placement.name} via iallocator ${allocator}: ${commaJoin(names)}`);
  const [primary, secondary] = names.map((name) => expandNode(ctx.cfg.snapshot, name).uuid);
  return { primary: primary ?? '', secondary: secondary ?? null };
}

function withoutNulls(nic: NIC): Record<string, unknown> {
  return Object.fromEntries(Object.entries(nic).filter(([, value]) => value !== null && value !== undefined));
}
