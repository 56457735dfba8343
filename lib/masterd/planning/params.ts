import type { DiskTemplate, EnforcedType, HypervisorType } from '@gnt/constants';
import {
  NICS_PARAMETER_TYPES,
  enforceTypes,
  fillBeParams,
  fillDiskParams,
  fillHvParams,
  fillIPolicy,
  fillNDParams,
  fillNicParams,
  fillOsParams,
  hvParamFaults,
  nicparams,
  type FilledBeParams,
  type FilledIPolicy,
  type FilledNDParams,
  type FilledNicParams,
  type Frozen,
  type InstanceSizes,
} from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError, ganetiError } from '@gnt/protocol';
import { disksOf, instanceNodes } from '../../config/queries.js';
import type { Cluster, Instance, Node, NodeGroup, Parameters, Snapshot } from './objects.js';

/** Hypervisor parameters of an instance, filled. */
export function hvOf(
  cluster: Cluster,
  instance: Instance,
  options: { readonly skipGlobals?: boolean } = {},
): Record<string, unknown> {
  return fillHvParams(cluster, instance, options);
}

/** Backend parameters of an instance, filled. */
export function beOf(cluster: Cluster, instance: Instance): FilledBeParams {
  return fillBeParams(cluster, instance.beparams);
}

/** NIC parameters, filled. */
export function nicParamsOf(cluster: Cluster, params: Parameters): FilledNicParams {
  return fillNicParams(cluster, params);
}

/** OS parameters that may be seen, filled. */
export function osOf(
  cluster: Cluster,
  os: string | null,
  params: Readonly<Record<string, string>>,
): Record<string, string> {
  return fillOsParams(cluster, os, { public: params }).params;
}

function groupOf(cfg: Snapshot, node: Pick<Node, 'group' | 'name'>): NodeGroup {
  const group = cfg.nodegroups[node.group];
  if (!group)
    throw ganetiError('ConfigurationError', [`Node ${node.name} is in no existing group; run 'gnt-cluster verify'`]);
  return group;
}

/** Node parameters of a node, filled. */
export function ndParamsOf(cfg: Snapshot, node: Node): FilledNDParams {
  return fillNDParams(cfg.cluster, groupOf(cfg, node), node);
}

/** Disk parameters of a node's group, filled, by template. */
export function diskParamsOf(cfg: Snapshot, node: string): Record<DiskTemplate, Record<string, unknown>> {
  const found = cfg.nodes[node];
  return fillDiskParams(cfg.cluster, found ? groupOf(cfg, found) : { diskparams: {} });
}

/** The instance policy of a group, filled. */
export function policyOf(cluster: Cluster, group: NodeGroup): Frozen<FilledIPolicy> {
  return fillIPolicy(cluster, group.ipolicy);
}

/** The sizes of an instance as policies look at them. */
export function sizesOf(cfg: Snapshot, instance: Instance): InstanceSizes {
  const be = beOf(cfg.cluster, instance);
  const disks = disksOf(cfg, instance);
  const exclusive = instanceNodes(cfg, instance).some((uuid) => {
    const node = cfg.nodes[uuid];
    return node !== undefined && ndParamsOf(cfg, node).exclusive_storage;
  });
  const spindles = disks.map((d) => d.spindles ?? null);
  const counted = spindles.includes(null) ? null : spindles.reduce<number>((sum, s) => sum + (s ?? 0), 0);
  return {
    memory: be.maxmem,
    vcpus: be.vcpus,
    nics: instance.nics.length,
    spindleUse: exclusive ? counted : be.spindle_use,
    diskSizes: disks.map((d) => d.size),
    diskTypes: disks.map((d) => d.dev_type),
  };
}

/** Values brought to the kinds of their parameters; throws TypeEnforcementError that names all that cannot be. */
export function typed(
  values: Parameters,
  types: Readonly<Record<string, EnforcedType>>,
  allowed: readonly unknown[] = [],
): Record<string, unknown> {
  const { values: result, faults } = enforceTypes(values, types, allowed);
  if (faults.length > 0) throw ganetiError('TypeEnforcementError', [faults.join('; ')]);
  return result;
}

/** Backend parameters with the old name for both memory sizes resolved. */
export function upgradedBe(values: Parameters): Record<string, unknown> {
  const { memory, ...rest } = values;
  return memory === undefined ? rest : { maxmem: memory, minmem: memory, ...rest };
}

/** Refuses filled hypervisor parameters that cannot be right; throws HypervisorError with all faults. */
export function checkHvSyntax(hypervisor: HypervisorType, filled: Parameters): void {
  const faults = hvParamFaults(hypervisor, filled);
  if (faults.length > 0) throw ganetiError('HypervisorError', [faults.join('; ')]);
}

/** Refuses filled NIC parameters that cannot be right. */
export function checkNicSyntax(filled: Parameters): void {
  typed(filled, NICS_PARAMETER_TYPES);
  const mode = filled['mode'];
  if (!nicparams.mode.check.accepts(mode))
    throw ganetiError('ConfigurationError', [`Invalid NIC mode '${String(mode)}': it ${nicparams.mode.check.says}`]);
  if (mode === 'bridged' && !filled['link']) throw ganetiError('ConfigurationError', ['Missing bridged NIC link']);
}

/** OS parameters of all visibilities as scripts get them; refuses names given at two visibilities. */
export function osParamsFor(
  cluster: Cluster,
  os: string | null,
  layers: {
    readonly public: Readonly<Record<string, string>>;
    readonly private?: Readonly<Record<string, string>> | null;
    readonly secret?: Readonly<Record<string, string>> | null;
  },
): Record<string, string> {
  const { params, clashes } = fillOsParams(cluster, os, {
    public: layers.public,
    ...(layers.private ? { private: layers.private } : {}),
    ...(layers.secret ? { secret: layers.secret } : {}),
  });
  if (clashes.length === 0) return params;
  throw new OpPrereqError(
    `OS parameters given at more than one visibility: ${clashes.join(', ')}; give each once`,
    ECODE_INVAL,
  );
}
