import { IPOLICY_ALL_KEYS, IPOLICY_PARAMETERS } from '@gnt/constants';
import {
  ISPECS_PARAMETER_TYPES,
  fillIPolicy,
  ipolicyFaults,
  ipolicyViolations,
  type FilledIPolicy,
  type Frozen,
  type PartialIPolicy,
} from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { instanceNodes } from '../../config/queries.js';
import type { Instance, NodeGroup, Parameters, Snapshot } from './objects.js';
import { sizesOf, typed } from './params.js';
import { commaJoin, niceSort } from './text.js';

type Policy = Frozen<PartialIPolicy>;

function unset(value: unknown): boolean {
  if (value === null || value === undefined || value === 'default' || value === '' || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0 || (value.length === 1 && value[0] === 'default');
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function ratio(key: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new OpPrereqError(`Invalid value for attribute '${key}': '${String(value)}', error: not a number`, ECODE_INVAL);
}

function bounds(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return (value as Record<string, Parameters>[]).map((pair) =>
    Object.fromEntries(Object.entries(pair).map(([end, spec]) => [end, typed(spec, ISPECS_PARAMETER_TYPES)])),
  );
}

function newValue(key: string, value: unknown, old: Policy, group: boolean): unknown {
  if ((IPOLICY_PARAMETERS as readonly string[]).includes(key)) return ratio(key, value);
  if (key === 'minmax') return bounds(value);
  if (key === 'std') {
    if (group) throw new OpPrereqError('std cannot appear in group instance specs', ECODE_INVAL);
    return typed({ ...old.std, ...(value as Parameters) }, ISPECS_PARAMETER_TYPES);
  }
  return Array.isArray(value) ? [...(value as unknown[])] : value;
}

/** A policy with changes applied and checked. A group's values can be unset, so that the cluster's hold; the cluster's cannot. */
export function updatedPolicy(old: Policy, changes: Parameters, group: boolean): PartialIPolicy {
  const result: Record<string, unknown> = { ...structuredClone(old) };
  for (const [key, value] of Object.entries(changes)) {
    if (!(IPOLICY_ALL_KEYS as readonly string[]).includes(key))
      throw new OpPrereqError(`Invalid key in new ipolicy: ${key}`, ECODE_INVAL);
    if (!unset(value)) result[key] = newValue(key, value, old, group);
    else if (group) Reflect.deleteProperty(result, key);
    else throw new OpPrereqError(`The cluster's own ipolicy needs a value for '${key}'`, ECODE_INVAL);
  }
  const faults = [...ipolicyFaults(result, !group)];
  if (faults.length > 0) throw new OpPrereqError(`Invalid instance policy: ${faults.join('; ')}`, ECODE_INVAL);
  return result;
}

/** Refuses a policy that allows disk templates which the cluster has not enabled. */
export function checkPolicyTemplates(
  policy: Frozen<Pick<FilledIPolicy, 'disk-templates'>>,
  enabled: readonly string[],
): void {
  const surplus = policy['disk-templates'].filter((t) => !enabled.includes(t));
  if (surplus.length === 0) return;
  throw new OpPrereqError(
    `The instance policy allows disk templates that are not enabled: ${commaJoin(surplus)}`,
    ECODE_INVAL,
  );
}

/** Names of instances that fit the old policy and not the new one. */
export function newlyViolating(
  cfg: Snapshot,
  old: Frozen<FilledIPolicy>,
  fresh: Frozen<FilledIPolicy>,
  instances: readonly Instance[],
): string[] {
  const violates = (policy: Frozen<FilledIPolicy>, i: Instance): boolean =>
    ipolicyViolations(policy, sizesOf(cfg, i)).length > 0;
  return niceSort(instances.filter((i) => violates(fresh, i) && !violates(old, i)).map((i) => i.name));
}

/** Instances that have a node in a group. */
export function instancesOfGroup(cfg: Snapshot, group: Pick<NodeGroup, 'uuid'>): Instance[] {
  return Object.values(cfg.instances).filter((i) =>
    instanceNodes(cfg, i).some((uuid) => cfg.nodes[uuid]?.group === group.uuid),
  );
}

/** A group's policy as it would be with another cluster policy. */
export function policyUnder(ipolicy: Frozen<FilledIPolicy>, group: NodeGroup): Frozen<FilledIPolicy> {
  return fillIPolicy({ ipolicy }, group.ipolicy);
}
