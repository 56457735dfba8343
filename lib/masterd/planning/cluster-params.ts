import type { HypervisorType } from '@gnt/constants';
import {
  BES_PARAMETER_TYPES,
  HVS_PARAMETER_TYPES,
  NDS_PARAMETER_TYPES,
  NICS_PARAMETER_TYPES,
  fillBeParams,
  fillDict,
  fillNicParams,
  hvDefaults,
  type Cluster as StoredCluster,
} from '@gnt/objects';
import type { OpcodeOf } from '@gnt/opcodes';
import { ECODE_INVAL, OpPrereqError, isA } from '@gnt/protocol';
import { updatedDiskParams } from './disk-params-changes.js';
import type { Cluster, Parameters, Snapshot } from './objects.js';
import { checkHvSyntax, checkNicSyntax, typed, upgradedBe } from './params.js';
import { mergedDiskState, mergedHvState, updatedParams } from './static-state.js';

type Op = OpcodeOf<'OP_CLUSTER_SET_PARAMS'>;
type ByName = Readonly<Record<string, Parameters>>;
type HvByName = Record<string, Record<string, unknown>>;

/** Hypervisor parameters with changes applied; those of enabled hypervisors filled. */
export function newHvParams(op: Op, cluster: Cluster): HvByName {
  const result: HvByName = Object.fromEntries(Object.entries(cluster.hvparams).map(([hv, own]) => [hv, { ...own }]));
  for (const [hv, changes] of Object.entries((op.hvparams ?? {}) as ByName)) {
    result[hv] = { ...result[hv], ...typed(changes, HVS_PARAMETER_TYPES) };
  }
  for (const hv of op.enabled_hypervisors ?? [])
    result[hv] = typed({ ...hvDefaults(hv), ...result[hv] }, HVS_PARAMETER_TYPES);
  return result;
}

/** Hypervisors whose parameters a request touches, for which nodes must check them. */
export function touchedHypervisors(op: Op): HypervisorType[] {
  const names = [...Object.keys(op.hvparams ?? {}), ...(op.enabled_hypervisors ?? [])];
  return [...new Set(names)] as HypervisorType[];
}

/** Hypervisor parameters per OS with changes applied; null takes those of a hypervisor away. */
export function newOsHvp(op: Op, cluster: Cluster): Record<string, HvByName> {
  const result: Record<string, HvByName> = structuredClone(cluster.os_hvp);
  for (const [os, byHypervisor] of Object.entries(
    (op.os_hvp ?? {}) as Readonly<Record<string, Readonly<Record<string, Parameters | null>>>>,
  )) {
    const own: HvByName = { ...result[os] };
    for (const [hv, changes] of Object.entries(byHypervisor)) {
      if (changes === null) Reflect.deleteProperty(own, hv);
      else own[hv] = { ...own[hv], ...typed(changes, HVS_PARAMETER_TYPES) };
    }
    if (Object.keys(own).length > 0) result[os] = own;
    else Reflect.deleteProperty(result, os);
  }
  return result;
}

/** Refuses parameters per OS that do not go with the hypervisor's. */
export function checkOsHvp(
  osHvp: Readonly<Record<string, HvByName>>,
  hvparams: HvByName,
): { hypervisor: string; filled: Record<string, unknown> }[] {
  return Object.values(osHvp).flatMap((byHypervisor) =>
    Object.entries(byHypervisor).map(([hypervisor, own]) => {
      const filled = fillDict(hvparams[hypervisor] ?? {}, own);
      checkHvSyntax(hypervisor as HypervisorType, filled);
      return { hypervisor, filled };
    }),
  );
}

/** OS parameters with changes applied; an OS without any is left out. */
export function newOsParams(old: ByName, changes: ByName | null): Record<string, Record<string, string>> {
  const result: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.entries(old).map(([os, own]) => [os, { ...own }]),
  );
  for (const [os, own] of Object.entries(changes ?? {})) {
    const updated = updatedParams(result[os] ?? {}, own, { nullUnsets: true });
    if (Object.keys(updated).length > 0) result[os] = updated;
    else Reflect.deleteProperty(result, os);
  }
  return result as Record<string, Record<string, string>>;
}

/** NIC parameters of the cluster with changes applied; refuses what an instance's card would be broken by. */
export function newNicParams(op: Op, cfg: Snapshot): StoredCluster['nicparams'] | undefined {
  if (!op.nicparams) return undefined;
  const changed = fillNicParams(cfg.cluster, typed(op.nicparams, NICS_PARAMETER_TYPES));
  checkNicSyntax({ ...changed });
  const nicparams = { ...(structuredClone(cfg.cluster.nicparams) as StoredCluster['nicparams']), default: changed };
  const problems = Object.values(cfg.instances).flatMap(({ name, nics }) =>
    nics.flatMap((nic, i) => {
      const filled = fillNicParams({ nicparams }, nic.nicparams);
      const where = `Instance ${name}, nic/${i}`;
      if (filled.mode === 'routed' && !nic.ip) return [`${where}: routed NIC with no ip address`];
      try {
        checkNicSyntax({ ...filled });
        return [];
      } catch (e) {
        if (!isA(e, 'ConfigurationError')) throw e;
        return [`${where}: ${e.message}`];
      }
    }),
  );
  if (problems.length > 0)
    throw new OpPrereqError(`Cannot apply the change, errors:\n${problems.join('\n')}`, ECODE_INVAL);
  return nicparams;
}

/** Parameters of the cluster (backend, node, disk, static state) with changes applied and checked. */
export function newSimpleParams(op: Op, cluster: Cluster): Partial<StoredCluster> {
  const be = op.beparams ? fillBeParams(cluster, typed(upgradedBe(op.beparams), BES_PARAMETER_TYPES)) : undefined;
  return {
    ...(be ? { beparams: { ...(structuredClone(cluster.beparams) as StoredCluster['beparams']), default: be } } : {}),
    ...(op.ndparams
      ? {
          ndparams: {
            ...cluster.ndparams,
            ...typed(op.ndparams, NDS_PARAMETER_TYPES),
          },
        }
      : {}),
    ...(op.diskparams ? { diskparams: updatedDiskParams(cluster.diskparams, op.diskparams, false) } : {}),
    ...(op.hv_state ? { hv_state_static: mergedHvState(cluster.hv_state_static, op.hv_state) } : {}),
    ...(op.disk_state ? { disk_state_static: mergedDiskState(cluster.disk_state_static, op.disk_state) } : {}),
  };
}
