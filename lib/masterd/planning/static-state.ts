import { DS_DEFAULTS, DS_VALID_TYPES, HVST_DEFAULTS, HYPER_TYPES, type EnforcedType } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { Parameters } from './objects.js';
import { typed } from './params.js';
import { commaJoin } from './text.js';

type Types = Readonly<Record<string, EnforcedType>>;
const ints = (names: Readonly<Record<string, unknown>>): Types =>
  Object.fromEntries(Object.keys(names).map((name) => [name, 'int']));
const HV_STATE_TYPES = ints(HVST_DEFAULTS);
const DISK_STATE_TYPES = ints(DS_DEFAULTS);

/** Parameters with changes applied; "default" (and null, where it means that) takes one away. */
export function updatedParams(
  old: Parameters,
  changes: Parameters,
  options: { readonly nullUnsets?: boolean } = {},
): Record<string, unknown> {
  const result = { ...old };
  for (const [key, value] of Object.entries(changes)) {
    if (value === 'default' || (value === null && options.nullUnsets)) Reflect.deleteProperty(result, key);
    else result[key] = value;
  }
  return result;
}

function merged(old: Parameters, changes: Parameters, types: Types): Record<string, unknown> {
  const updated = Object.entries(changes).map(([key, value]): [string, unknown] => [
    key,
    typed(updatedParams((old[key] ?? {}) as Parameters, value as Parameters), types),
  ]);
  return { ...old, ...Object.fromEntries(updated) };
}

/** What is reserved per hypervisor, with changes applied and checked. */
export function mergedHvState(old: Parameters, changes: Parameters): Record<string, unknown> {
  const unknown = Object.keys(changes).filter((hv) => !(HYPER_TYPES as readonly string[]).includes(hv));
  if (unknown.length > 0)
    throw new OpPrereqError(`Invalid hypervisor(s) in hypervisor state: ${commaJoin(unknown)}`, ECODE_INVAL);
  return merged(old, changes, HV_STATE_TYPES);
}

/** What is reserved per storage type and unit, with changes applied and checked. */
export function mergedDiskState(old: Parameters, changes: Parameters): Record<string, unknown> {
  const unknown = Object.keys(changes).filter((type) => !(DS_VALID_TYPES as readonly string[]).includes(type));
  if (unknown.length > 0)
    throw new OpPrereqError(`Invalid storage type(s) in disk state: ${commaJoin(unknown)}`, ECODE_INVAL);
  return Object.fromEntries(
    Object.entries(changes).map(([type, units]) => [
      type,
      merged((old[type] ?? {}) as Parameters, units as Parameters, DISK_STATE_TYPES),
    ]),
  );
}
