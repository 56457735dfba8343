import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { IdentKeyValues, KeyValues } from './framework/types.js';

/** Groups of parameters by name, from options like -H name:option=value,...; a later one for a name replaces an earlier one. */
export function parameterGroups(option: string, given: readonly IdentKeyValues[]): Record<string, KeyValues> {
  const groups: Record<string, KeyValues> = {};
  for (const [ident, values] of given) {
    if (values === null || values === false) {
      throw new OpPrereqError(
        `Option ${option} cannot remove '${ident}'; give it as ${ident}:option=value`,
        ECODE_INVAL,
      );
    }
    groups[ident] = values;
  }
  return groups;
}

/** The same with names of two parts, type/name:option=value, as {type: {name: values}}. */
export function nestedGroups(
  option: string,
  given: readonly IdentKeyValues[],
): Record<string, Record<string, KeyValues>> {
  const result: Record<string, Record<string, KeyValues>> = {};
  for (const [ident, values] of Object.entries(parameterGroups(option, given))) {
    const at = ident.indexOf('/');
    if (at === -1)
      throw new OpPrereqError(`Option ${option} takes type/name:option=value, not '${ident}'`, ECODE_INVAL);
    (result[ident.slice(0, at)] ??= {})[ident.slice(at + 1)] = values;
  }
  return result;
}
