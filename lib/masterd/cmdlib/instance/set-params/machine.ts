import { BES_PARAMETER_TYPES, HVS_PARAMETER_TYPES, fillBeParams, fillHvParams, parseMultiCpuMask } from '@gnt/objects';
import type { FilledBeParams, PartialBeParams } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_ENVIRON, ECODE_INVAL, ECODE_NORES, OpPrereqError } from '@gnt/protocol';
import { instanceNodes } from '../../../../config/queries.js';
import type { Instance, Parameters } from '../../../planning/objects.js';
import { beOf, checkHvSyntax, hvOf, typed, upgradedBe } from '../../../planning/params.js';
import { updatedParams } from '../../../planning/static-state.js';
import { duplicates } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import { checkHvParamsOnNodes, checkOsOnNodes } from '../../common/checks.js';
import { nodeName } from '../../common/expand.js';
import { checkedPayloadOf } from '../../common/results.js';

type Op = OpcodeOf<'OP_INSTANCE_SET_PARAMS'>;
type Texts = Record<string, string>;

/** Parameters as a request leaves them; null where it does not touch a kind. */
export interface NewMachine {
  readonly hvparams: Record<string, unknown> | null;
  readonly filledHv: Parameters;
  readonly beparams: PartialBeParams | null;
  readonly filledBe: FilledBeParams;
  readonly osparams: Texts | null;
  readonly privateOsparams: Texts | null;
}

/** Works out the parameters of an instance after a request, checked on its nodes. */
export async function newMachine(ctx: LuContext, op: Op, instance: Instance): Promise<NewMachine> {
  const { cluster } = ctx.cfg.snapshot;
  const nodes = instanceNodes(ctx.cfg.snapshot, instance);
  const given = Object.keys(op.hvparams).length > 0;
  const hvparams = given ? typed(updatedParams(instance.hvparams, op.hvparams), HVS_PARAMETER_TYPES) : null;
  const filledHv = hvparams ? fillHvParams(cluster, { ...instance, hvparams }) : hvOf(cluster, instance);
  if (hvparams) {
    checkHvSyntax(instance.hypervisor, filledHv);
    await checkHvParamsOnNodes(ctx, nodes, instance.hypervisor, filledHv);
  }
  const beparams =
    Object.keys(op.beparams).length > 0
      ? (typed(
          upgradedBe(updatedParams(instance.beparams, op.beparams, { nullUnsets: true })),
          BES_PARAMETER_TYPES,
        ) as PartialBeParams)
      : null;
  const filledBe = beparams ? fillBeParams(cluster, beparams) : beOf(cluster, instance);
  await checkCpus(ctx, instance, filledBe, filledHv, hvparams !== null);
  return { hvparams, filledHv, beparams, filledBe, ...(await newOsParams(ctx, op, instance)) };
}

/** Refuses a CPU mask that does not go with the number of CPUs, or with the nodes. */
async function checkCpus(
  ctx: LuContext,
  instance: Instance,
  be: FilledBeParams,
  hv: Parameters,
  ask: boolean,
): Promise<void> {
  const mask = hv['cpu_mask'];
  if (typeof mask !== 'string') return;
  const lists = parseMultiCpuMask(mask) ?? [];
  if (lists.length > 1 && lists.length !== be.vcpus) {
    throw new OpPrereqError(`Number of vCPUs [${be.vcpus}] does not match the CPU mask [${mask}]`, ECODE_INVAL);
  }
  if (!ask || lists.length === 0) return;
  const cfg = ctx.cfg.snapshot;
  const needed = Math.max(...lists.flat()) + 1;
  const results = await ctx.rpc.many(instanceNodes(cfg, instance), 'node_info', {
    storage_units: null,
    hv_specs: [[instance.hypervisor, { ...cfg.cluster.hvparams[instance.hypervisor] }]],
  });
  for (const [uuid, result] of results) {
    const name = nodeName(cfg, uuid);
    const [, , infos] = checkedPayloadOf(result, `Cannot get current information from node ${name}`, ECODE_ENVIRON);
    const total = infos?.[0]?.cpu_total;
    if (typeof total !== 'number') {
      throw new OpPrereqError(
        `Node ${name} did not tell how many physical CPUs it has: it answered '${String(total)}'`,
        ECODE_ENVIRON,
      );
    }
    if (needed > total) {
      throw new OpPrereqError(`${needed} physical CPUs are needed, node ${name} has ${total}`, ECODE_NORES);
    }
  }
}

async function newOsParams(
  ctx: LuContext,
  op: Op,
  instance: Instance,
): Promise<Pick<NewMachine, 'osparams' | 'privateOsparams'>> {
  const visible = op.osparams as Texts;
  const hidden = (op.osparams_private ?? {}) as Texts;
  if (Object.keys(visible).length + Object.keys(hidden).length === 0) return { osparams: null, privateOsparams: null };
  const twice = duplicates([...Object.keys(visible), ...Object.keys(hidden)]);
  if (twice.length > 0)
    throw new OpPrereqError(`OS parameters repeated multiple times: ${twice.join(', ')}`, ECODE_INVAL);
  const osparams = updatedParams(instance.osparams, visible) as Texts;
  const privateOsparams = updatedParams(instance.osparams_private, hidden) as Texts;
  await checkOsOnNodes(ctx, instanceNodes(ctx.cfg.snapshot, instance), {
    name: op.os_name !== null && !op.force ? op.os_name : instance.os,
    params: { ...osparams, ...privateOsparams },
    forceVariant: op.force_variant,
    required: true,
  });
  return { osparams, privateOsparams };
}
