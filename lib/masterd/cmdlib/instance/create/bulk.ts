import { VALUE_AUTO } from '@gnt/constants';
import type { NIC } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import type { AllocatorRequest } from '../../../iallocator/request.js';
import { diskRequests } from '../../../planning/disk-requests.js';
import { nicRequests } from '../../../planning/nic-requests.js';
import type { LuContext } from '../../base.js';
import { lookupNetwork } from '../../common/expand.js';
import { allocationRequest } from './allocate.js';
import { createArguments } from './arguments.js';
import { machineOf } from './checks.js';

type Creation = OpcodeOf<'OP_INSTANCE_CREATE'>;

/** The request for places for many instances; each is checked as its creation will be, as far as that needs no nodes. */
export function bulkRequest(ctx: LuContext, creations: readonly Creation[], allocator: string): AllocatorRequest {
  const instances = creations.map((op) => {
    const { type: _, ...wanted } = single(ctx, { ...op, iallocator: allocator, pnode: null, snode: null });
    return wanted;
  });
  // hail, like the original's, reads one group for all of a request (IAlloc.hs), not the one of each instance.
  const groups = [...new Set(creations.map((op) => op.group_name))];
  const [group] = groups;
  const common = groups.length === 1 && group ? { group_name: group } : {};
  return { instances, ...common, type: 'multi-allocate' };
}

function single(ctx: LuContext, op: Creation): AllocatorRequest {
  const { cluster } = ctx.cfg.snapshot;
  const { template, disks, nics } = createArguments(op, cluster);
  const machine = machineOf(op, cluster);
  return allocationRequest({
    op,
    name: op.instance_name,
    allocator: op.iallocator ?? '',
    template,
    disks: diskRequests(disks, template, cluster.volume_group_name ?? null),
    // MAC and IP addresses are given out when the instance is made.
    nics: nicRequests(cluster, nics, null).map(({ mac, ip, network, nicparams }): NIC => ({
      mac: mac ?? VALUE_AUTO,
      ...(ip === null ? {} : { ip }),
      ...(network === null ? {} : { network: lookupNetwork(ctx.cfg.snapshot, network).uuid }),
      nicparams,
      uuid: ctx.cfg.reservations.generateUuid(ctx.owner),
    })),
    hypervisor: machine.hypervisor,
    beparams: machine.filledBe,
  });
}
