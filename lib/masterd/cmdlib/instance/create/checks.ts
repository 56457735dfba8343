import { type DiskTemplate, type HypervisorType } from '@gnt/constants';
import {
  BES_PARAMETER_TYPES,
  HVC_GLOBALS,
  HVS_PARAMETER_TYPES,
  diskTemplates,
  fillBeParams,
  fillHvParams,
  ipolicyViolations,
  tagFault,
} from '@gnt/objects';
import type { FilledBeParams, NIC, PartialBeParams } from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_INVAL, ECODE_STATE, OpPrereqError, ganetiError } from '@gnt/protocol';
import { checkSpindles, type DiskRequest } from '../../../planning/disk-requests.js';
import type { Cluster, Node, Parameters } from '../../../planning/objects.js';
import { checkHvSyntax, diskParamsOf, ndParamsOf, policyOf, typed, upgradedBe } from '../../../planning/params.js';
import { commaJoin, shown } from '../../../planning/text.js';
import type { LuContext } from '../../base.js';
import {
  checkNodeNotDrained,
  checkNodeOnline,
  checkNodeVmCapable,
  checkNotGlobal,
  nodeOf,
} from '../../common/checks.js';

type Op = OpcodeOf<'OP_INSTANCE_CREATE'>;

/** The machine that is asked for. */
export interface Machine {
  readonly hypervisor: HypervisorType;
  readonly hvparams: Record<string, unknown>;
  readonly filledHv: Record<string, unknown>;
  readonly beparams: PartialBeParams;
  readonly filledBe: FilledBeParams;
}

/** Hypervisor and parameters of a new instance, checked. */
export function machineOf(op: Op, cluster: Cluster): Machine {
  const hypervisor = op.hypervisor ?? cluster.enabled_hypervisors[0];
  if (hypervisor === undefined || !cluster.enabled_hypervisors.includes(hypervisor)) {
    throw new OpPrereqError(
      `Selected hypervisor (${String(hypervisor)}) not enabled in the cluster (${cluster.enabled_hypervisors.join(',')})`,
      ECODE_STATE,
    );
  }
  for (const tag of op.tags) {
    const fault = tagFault(tag);
    if (fault !== undefined) throw ganetiError('TagError', [fault]);
  }
  const hvparams = typed(op.hvparams, HVS_PARAMETER_TYPES);
  const filledHv = fillHvParams(cluster, { hypervisor, os: op.os_type, hvparams });
  checkHvSyntax(hypervisor, filledHv);
  checkNotGlobal(hvparams, HVC_GLOBALS, 'hypervisor', 'instance', 'cluster');
  const defaults: Parameters = { ...fillBeParams(cluster, {}) };
  const given = Object.entries(upgradedBe(op.beparams)).map(([name, value]): [string, unknown] => [
    name,
    value === 'auto' ? defaults[name] : value,
  ]);
  const beparams = typed(Object.fromEntries(given), BES_PARAMETER_TYPES) as PartialBeParams;
  return { hypervisor, hvparams, filledHv, beparams, filledBe: fillBeParams(cluster, beparams) };
}

/** Refuses a primary node that cannot take the instance. */
export function checkPrimary(node: Node): void {
  const why = node.offline ? 'offline' : node.drained ? 'drained' : node.vm_capable ? undefined : 'non-vm_capable';
  if (why !== undefined) throw new OpPrereqError(`Cannot use ${why} primary node '${node.name}'`, ECODE_STATE);
}

/** Refuses a secondary node that cannot take the mirror. */
export function checkSecondary(ctx: LuContext, primary: Node, secondary: string): void {
  const cfg = ctx.cfg.snapshot;
  if (secondary === primary.uuid) throw new OpPrereqError('Primary and secondary node must differ', ECODE_INVAL);
  checkNodeOnline(cfg, secondary);
  checkNodeNotDrained(cfg, secondary);
  checkNodeVmCapable(cfg, secondary);
  if (primary.group !== nodeOf(cfg, secondary).group) {
    ctx.feedback.warn(
      'Primary and secondary node are in different node groups; disk parameters are taken from the group of the primary',
    );
  }
}

/** Refuses templates and spindles that do not go with exclusive storage, or without it. */
export function checkExclusiveStorage(
  ctx: LuContext,
  nodes: readonly string[],
  template: DiskTemplate,
  disks: readonly DiskRequest[],
): void {
  const cfg = ctx.cfg.snapshot;
  const exclusive = nodes.some((uuid) => ndParamsOf(cfg, nodeOf(cfg, uuid)).exclusive_storage);
  if (exclusive && !diskTemplates[template].exclusiveStorage) {
    throw new OpPrereqError(`Disk template ${template} does not work with exclusive storage`, ECODE_STATE);
  }
  checkSpindles(disks, exclusive, true);
}

/** Refuses a way of access that the hypervisor does not have. */
export function checkAccess(
  ctx: LuContext,
  node: string,
  template: DiskTemplate,
  disks: readonly DiskRequest[],
  hypervisor: HypervisorType,
): void {
  const ofGroup = diskParamsOf(ctx.cfg.snapshot, node)[template]['access'] ?? 'kernelspace';
  for (const access of new Set(disks.map((disk) => disk.access ?? ofGroup))) {
    const possible =
      access === 'kernelspace' || (hypervisor === 'kvm' && diskTemplates[template].hasAccess && access === 'userspace');
    if (!possible)
      throw new OpPrereqError(`Hypervisor ${hypervisor} has no disk access of kind ${shown(access)}`, ECODE_STATE);
  }
}

/** Refuses sizes that the policy of the node's group does not allow. */
export function checkPolicy(
  ctx: LuContext,
  node: Node,
  machine: Machine,
  template: DiskTemplate,
  disks: readonly DiskRequest[],
  nics: readonly NIC[],
): void {
  const cfg = ctx.cfg.snapshot;
  const group = cfg.nodegroups[node.group];
  if (!group) throw new OpPrereqError(`Node ${node.name} is in no existing group`, ECODE_STATE);
  const violations = ipolicyViolations(policyOf(cfg.cluster, group), {
    memory: machine.filledBe.maxmem,
    vcpus: machine.filledBe.vcpus,
    nics: nics.length,
    spindleUse: machine.filledBe.spindle_use,
    diskSizes: disks.map((d) => d.size),
    diskTypes: disks.map(() => template),
  });
  if (violations.length === 0) return;
  throw new OpPrereqError(
    `Instance allocation to group ${group.uuid} (${group.name}) violates policy: ${commaJoin(violations)}`,
    ECODE_INVAL,
  );
}
