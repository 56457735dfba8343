import { ADMINST_DOWN, ADMINST_OFFLINE, ADMINST_UP, DISK_TEMPLATES, type AdminState } from '@gnt/constants';
import { ECODE_ENVIRON, ECODE_EXISTS, ECODE_INVAL, ECODE_STATE, OpPrereqError } from '@gnt/protocol';
import type { Cluster, Instance, Node, Parameters, Snapshot } from '../../planning/objects.js';
import { commaJoin } from '../../planning/text.js';
import { hvOf, nicParamsOf } from '../../planning/params.js';
import { isShutDown } from '../../planning/instance-state.js';
import { freeMemoryProblem } from '../../planning/memory.js';
import type { LuContext } from '../base.js';
import { nodeName } from './expand.js';
import { checkedPayloadOf, payloadOf } from './results.js';

/** Admin states in which an instance may run, as checks name them. */
export const INSTANCE_ONLINE: readonly AdminState[] = [ADMINST_DOWN, ADMINST_UP];
export const INSTANCE_DOWN: readonly AdminState[] = [ADMINST_DOWN];
export const INSTANCE_NOT_RUNNING: readonly AdminState[] = [ADMINST_DOWN, ADMINST_OFFLINE];

/** The node of a UUID that locks have made sure of. */
export function nodeOf(cfg: Snapshot, uuid: string): Node {
  const node = cfg.nodes[uuid];
  if (!node)
    throw new OpPrereqError(`Node '${uuid}' is no longer part of the cluster; submit the job again`, ECODE_STATE);
  return node;
}

/** The instance of a UUID that locks have made sure of. */
export function instanceOf(cfg: Snapshot, uuid: string): Instance {
  const instance = cfg.instances[uuid];
  if (!instance)
    throw new OpPrereqError(`Instance '${uuid}' is no longer part of the cluster; submit the job again`, ECODE_STATE);
  return instance;
}

/** Refuses an offline node. */
export function checkNodeOnline(cfg: Snapshot, uuid: string, what = "Can't use offline node"): void {
  const node = nodeOf(cfg, uuid);
  if (node.offline) throw new OpPrereqError(`${what}: ${node.name}`, ECODE_STATE);
}

/** Refuses a drained node. */
export function checkNodeNotDrained(cfg: Snapshot, uuid: string): void {
  const node = nodeOf(cfg, uuid);
  if (node.drained) throw new OpPrereqError(`Can't use drained node ${node.name}`, ECODE_STATE);
}

/** Refuses a node that may not run instances. */
export function checkNodeVmCapable(cfg: Snapshot, uuid: string): void {
  const node = nodeOf(cfg, uuid);
  if (!node.vm_capable) throw new OpPrereqError(`Can't use non-vm_capable node ${node.name}`, ECODE_STATE);
}

/** Refuses the name of an instance that exists. */
export function checkNameIsFree(cfg: Snapshot, name: string): void {
  if (Object.values(cfg.instances).some((i) => i.name === name)) {
    throw new OpPrereqError(`Instance '${name}' is already in the cluster`, ECODE_EXISTS);
  }
}

/** Refuses a disk template that does not exist or that the cluster has not enabled. */
export function checkTemplateEnabled(cluster: Cluster, template: string): void {
  if (!(DISK_TEMPLATES as readonly string[]).includes(template)) {
    throw new OpPrereqError(
      `There is no disk template '${template}'; there are: ${DISK_TEMPLATES.join(',')}`,
      ECODE_INVAL,
    );
  }
  const enabled: readonly string[] = cluster.enabled_disk_templates;
  if (!enabled.includes(template)) {
    throw new OpPrereqError(
      `Disk template '${template}' is not enabled; enabled are: ${enabled.join(',')}`,
      ECODE_INVAL,
    );
  }
}

/** Refuses parameters that are only meant for levels above. */
export function checkNotGlobal(
  given: Parameters,
  globals: readonly string[],
  kind: string,
  level: string,
  above: string,
): void {
  const used = Object.keys(given).filter((name) => globals.includes(name));
  if (used.length === 0) return;
  throw new OpPrereqError(
    `These ${kind} parameters count for all of the cluster; set them not for one ${level} but at the level of the ${above}: ${commaJoin(used)}`,
    ECODE_INVAL,
  );
}

/** Whether the primary node says that the instance runs; an instance its user has shut down does not. */
export async function isRunning(ctx: LuContext, instance: Instance): Promise<boolean> {
  const info = await askInstanceInfo(
    ctx,
    instance,
    `Can't retrieve instance information for instance '${instance.name}'`,
    hvOf(ctx.cfg.snapshot.cluster, instance),
  );
  return 'state' in info && !isShutDown(info.state);
}

/** What the primary node's hypervisor says of the instance; empty when it does not run. */
export async function askInstanceInfo(
  ctx: LuContext,
  instance: Instance,
  what: string,
  hvparams: Parameters = ctx.cfg.snapshot.cluster.hvparams[instance.hypervisor] ?? {},
): Promise<Parameters> {
  const result = await ctx.rpc.tryOne(instance.primary_node, 'instance_info', {
    instance: instance.name,
    hname: instance.hypervisor,
    hvparams: { ...hvparams },
  });
  return checkedPayloadOf(result, what, ECODE_ENVIRON);
}

/** Refuses an instance in another admin state, or running where it must be down. */
export async function checkInstanceState(
  ctx: LuContext,
  instance: Instance,
  allowed: readonly AdminState[],
  why = `can't use instance from outside ${commaJoin([...allowed].sort())} states`,
): Promise<void> {
  if (!allowed.includes(instance.admin_state)) {
    throw new OpPrereqError(`Instance '${instance.name}' is marked to be ${instance.admin_state}, ${why}`, ECODE_STATE);
  }
  if (allowed.includes(ADMINST_UP)) return;
  if (nodeOf(ctx.cfg.snapshot, instance.primary_node).offline) {
    ctx.feedback.warn('The primary node is offline, so the instance counts as down');
  } else if (await isRunning(ctx, instance)) {
    throw new OpPrereqError(`Instance ${instance.name} is running, ${why}`, ECODE_STATE);
  }
}

/** Has vm-capable nodes check hypervisor parameters; offline ones are passed over. */
export async function checkHvParamsOnNodes(
  ctx: LuContext,
  nodes: readonly string[],
  hypervisor: string,
  params: Parameters,
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const asked = nodes.filter((uuid) => nodeOf(cfg, uuid).vm_capable);
  const hvfull = { ...cfg.cluster.hvparams[hypervisor], ...params };
  for (const [uuid, result] of await ctx.rpc.many(asked, 'hypervisor_validate_params', {
    hvname: hypervisor,
    hvfull,
  })) {
    if (!result.ok && result.offline) continue;
    payloadOf(result, `Hypervisor parameter validation failed on node ${nodeName(cfg, uuid)}`);
  }
}

/** An OS and its parameters, as the nodes are to check it. */
export interface OsRequest {
  readonly name: string | null;
  readonly params: Parameters;
  readonly forceVariant: boolean;
  /** Whether a node that lacks the OS is a fault. */
  readonly required: boolean;
}

/** Has vm-capable nodes check an OS and its parameters. */
export async function checkOsOnNodes(ctx: LuContext, nodes: readonly string[], os: OsRequest): Promise<void> {
  if (!os.name) return;
  const cfg = ctx.cfg.snapshot;
  const asked = nodes.filter((uuid) => nodeOf(cfg, uuid).vm_capable);
  const results = await ctx.rpc.many(asked, 'os_validate', {
    required: os.required,
    name: os.name,
    checks: ['parameters'],
    params: { ...os.params },
    force_variant: os.forceVariant,
  });
  for (const [uuid, result] of results) {
    const found = payloadOf(result, `OS Parameters validation failed on node ${nodeName(cfg, uuid)}`);
    if (!found)
      ctx.feedback.info(`OS ${os.name} is not on node ${nodeName(cfg, uuid)}; its parameters are not checked`);
  }
}

/** Refuses a node that lacks a bridge of these NICs. */
export async function checkBridges(
  ctx: LuContext,
  nics: readonly { readonly nicparams: Parameters }[],
  node: string,
): Promise<void> {
  const cfg = ctx.cfg.snapshot;
  const bridges = nics
    .map((nic) => nicParamsOf(cfg.cluster, nic.nicparams))
    .filter((params) => params.mode === 'bridged')
    .map((params) => params.link);
  if (bridges.length === 0) return;
  const result = await ctx.rpc.tryOne(node, 'bridges_exist', { bridges_list: bridges });
  checkedPayloadOf(result, `Error checking bridges on destination node '${nodeName(cfg, node)}'`, ECODE_ENVIRON);
}

/** Refuses a node with less free memory (MiB) than asked for; returns what it has. */
export async function checkFreeMemory(
  ctx: LuContext,
  node: string,
  reason: string,
  wanted: number,
  hypervisor: string,
  hvparams: Parameters,
): Promise<number> {
  const name = nodeName(ctx.cfg.snapshot, node);
  const results = await ctx.rpc.many([node], 'node_info', {
    storage_units: null,
    hv_specs: [[hypervisor, { ...hvparams }]],
  });
  const [, , infos] = checkedPayloadOf(results.get(node), `Can't get data from node ${name}`, ECODE_ENVIRON);
  const free = infos?.[0]?.memory_free;
  const problem = freeMemoryProblem(name, reason, wanted, free);
  if (problem) throw problem;
  return Number(free);
}

/** The allocator to use when neither the opcode nor it names a node. */
export function allocatorOrNode(cluster: Cluster, allocator: string | null, node: unknown): string | null {
  const hasNode = node !== null && node !== undefined && !(Array.isArray(node) && node.length === 0);
  if (hasNode && allocator !== null) throw new OpPrereqError('Give a node or an iallocator, not both', ECODE_INVAL);
  if ((hasNode || allocator !== null) && allocator !== '.') return allocator;
  if (cluster.default_iallocator) return cluster.default_iallocator;
  throw new OpPrereqError(
    "Neither node nor iallocator given, and the cluster has no default one; give a node (-n) or an iallocator (-I), or set one with 'gnt-cluster modify --default-iallocator'",
    ECODE_INVAL,
  );
}

/** The allocator given, else the cluster's default one; throws an OpPrereqError when there is neither. */
export function allocatorOrDefault(cluster: Cluster, allocator: string | null): string {
  const name = allocator === null || allocator === '' ? cluster.default_iallocator : allocator;
  if (name) return name;
  throw new OpPrereqError(
    "No iallocator given, and the cluster has no default one; name one (-I), or set one with 'gnt-cluster modify --default-iallocator'",
    ECODE_INVAL,
  );
}
