import type { FilledBeParams } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_NORES, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import { secondaryNodes } from '../../../../config/queries.js';
import type { Instance } from '../../../planning/objects.js';
import { beOf } from '../../../planning/params.js';
import type { LuContext } from '../../base.js';
import { checkFreeMemory } from '../../common/checks.js';
import { nodeName } from '../../common/expand.js';
import { checkedPayloadOf } from '../../common/results.js';

type Op = OpcodeOf<'OP_INSTANCE_SET_PARAMS'>;

/** Asks the primary node's hypervisor about the instance. */
export function instanceInfo(ctx: LuContext, instance: Instance) {
  return ctx.rpc.tryOne(instance.primary_node, 'instance_info', {
    instance: instance.name,
    hname: instance.hypervisor,
    hvparams: { ...ctx.cfg.snapshot.cluster.hvparams[instance.hypervisor] },
  });
}

/** Refuses more memory than the primary node (and those it may move to) have; `warn` is told of what cannot be known. */
export async function checkMoreMemory(
  ctx: LuContext,
  op: Op,
  instance: Instance,
  be: FilledBeParams,
  warn: (message: string) => void,
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const raised = 'maxmem' in op.beparams || 'memory' in op.beparams;
  if (!raised || op.force || be.maxmem <= beOf(cfg.cluster, instance).maxmem) return;
  const secondaries = be.auto_balance ? secondaryNodes(cfg, instance) : [];
  const running = await instanceInfo(ctx, instance);
  const results = await ctx.rpc.many([instance.primary_node, ...secondaries], 'node_info', {
    storage_units: null,
    hv_specs: [[instance.hypervisor, { ...cfg.cluster.hvparams[instance.hypervisor] }]],
  });
  const primary = results.get(instance.primary_node);
  const name = nodeName(cfg, instance.primary_node);
  if (!primary?.ok) {
    warn(`Can't get info from primary node ${name}: ${primary?.error ?? 'no answer'}`);
  } else {
    const free = primary.payload[2]?.[0]?.memory_free;
    if (typeof free !== 'number') warn(`Primary node ${name} did not tell its free memory`);
    else if (!running.ok) warn(`Can't get instance runtime information: ${running.error}`);
    else checkPrimary(be.maxmem, memoryOf(running.payload), free);
  }
  for (const uuid of secondaries) {
    const other = nodeName(cfg, uuid);
    const [, , infos] = checkedPayloadOf(results.get(uuid), `Can't get info from secondary node ${other}`, ECODE_STATE);
    const free = infos?.[0]?.memory_free;
    if (typeof free !== 'number')
      throw new OpPrereqError(`Secondary node ${other} did not tell its free memory`, ECODE_STATE);
    if (be.maxmem > free) {
      throw new OpPrereqError(
        `Afterwards a failover to secondary node ${other} is not possible: too little memory there`,
        ECODE_STATE,
      );
    }
  }
}

function memoryOf(info: object): number {
  return 'memory' in info ? Number(info.memory) : 0;
}

function checkPrimary(wanted: number, current: number, free: number): void {
  const missing = wanted - current - free;
  if (missing <= 0) return;
  throw new OpPrereqError(
    `Afterwards the instance can't start: its primary node lacks ${missing} MB of memory`,
    ECODE_NORES,
  );
}

/** Refuses a size for the running guest that it or the node cannot have. */
export async function checkRuntimeMemory(
  ctx: LuContext,
  op: Op,
  instance: Instance,
  be: FilledBeParams,
): Promise<void> {
  const wanted = op.runtime_mem;
  if (wanted === null) return;
  const cfg = ctx.cfg.snapshot;
  const what = `Error checking node ${nodeName(cfg, instance.primary_node)}`;
  const info = checkedPayloadOf(await instanceInfo(ctx, instance), what, ECODE_ENVIRON);
  if (!('memory' in info)) throw new OpPrereqError(`Instance ${instance.name} is not running`, ECODE_STATE);
  if (!op.force && (wanted > be.maxmem || wanted < be.minmem)) {
    throw new OpPrereqError(
      `Instance ${instance.name} must have memory between ${be.minmem} and ${be.maxmem} MB of memory unless --force is given`,
      ECODE_INVAL,
    );
  }
  const delta = wanted - memoryOf(info);
  if (delta <= 0) return;
  const hvparams = cfg.cluster.hvparams[instance.hypervisor] ?? {};
  const reason = `ballooning memory for instance ${instance.name}`;
  await checkFreeMemory(ctx, instance.primary_node, reason, delta, instance.hypervisor, hvparams);
}
