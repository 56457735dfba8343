import { ECODE_ENVIRON, ECODE_NORES, OpPrereqError } from '@gnt/protocol';
import { ndParamsOf } from '../../planning/params.js';
import type { LuContext } from '../base.js';
import { nodeOf } from './checks.js';
import { nodeName } from './expand.js';
import { checkedPayloadOf } from './results.js';

/** Refuses nodes whose volume groups have less room than needed (MiB by volume group). */
export async function checkVolumeSpace(
  ctx: LuContext,
  nodes: readonly string[],
  needs: ReadonlyMap<string, number>,
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const [hypervisor = 'kvm'] = cfg.cluster.enabled_hypervisors;
  for (const [vg, needed] of needs) {
    const results = await ctx.rpc.many(nodes, 'node_info', (uuid) => ({
      storage_units: [['lvm-vg', vg, [ndParamsOf(cfg, nodeOf(cfg, uuid)).exclusive_storage]]],
      hv_specs: [[hypervisor, { ...cfg.cluster.hvparams[hypervisor] }]],
    }));
    for (const [uuid, result] of results) {
      const name = nodeName(cfg, uuid);
      const [, storage] = checkedPayloadOf(result, `Cannot get current information from node ${name}`, ECODE_ENVIRON);
      const free = storage?.find((unit) => unit.type === 'lvm-vg')?.storage_free;
      if (typeof free !== 'number') {
        throw new OpPrereqError(
          `Node ${name} did not tell the free space of volume group ${vg}: it answered '${String(free)}'`,
          ECODE_ENVIRON,
        );
      }
      if (needed > free) {
        throw new OpPrereqError(
          `Volume group ${vg} of node ${name} has not enough free space: required ${needed} MiB, available ${free} MiB`,
          ECODE_NORES,
        );
      }
    }
  }
}
