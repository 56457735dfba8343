import { enforceTypes } from '@gnt/objects';
import { ganetiError } from '@gnt/protocol';
import type { EnforcedType } from '@gnt/constants';

/** Brings parameters from the command line to their kinds ("1G" to 1024); throws a TypeEnforcementError with all that is wrong. */
export function enforced(
  values: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, EnforcedType>>,
  allowed: readonly unknown[] = [],
): Record<string, unknown> {
  const { values: result, faults } = enforceTypes(values, types, allowed);
  if (faults.length > 0) throw ganetiError('TypeEnforcementError', [faults.join('; ')]);
  return result;
}
