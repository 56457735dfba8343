import { IDISK_PARAMS_TYPES, INIC_PARAMS_TYPES, type EnforcedType } from '@gnt/constants';
import { ECODE_INVAL, isA, OpPrereqError } from '@gnt/protocol';
import type { IdentKeyValues } from '../framework/types.js';
import { parseUnit } from '../output/units.js';
import { enforced } from '../params.js';

/** Parameters of one disk as an opcode takes them. */
export type DiskParams = Record<string, string | number>;
/** Parameters of one network interface as an opcode takes them. */
export type NicParams = Record<string, string | null>;

function index(kind: string, ident: string): number {
  if (!/^\d+$/.test(ident))
    throw new OpPrereqError(`Invalid ${kind} index passed: '${ident}' is not a number`, ECODE_INVAL);
  return Number(ident);
}

/** The given items at their places, and empty ones in the gaps. */
function placed<T extends object>(
  kind: string,
  given: readonly IdentKeyValues[],
  parse: (values: Record<string, unknown>, at: number) => T,
): T[] {
  const items: T[] = [];
  for (const [ident, values] of given) {
    const at = index(kind, ident);
    if (values === null || values === false) {
      throw new OpPrereqError(`Invalid ${kind}/${String(at)} value: '${ident}' cannot be removed here`, ECODE_INVAL);
    }
    items[at] = parse({ ...values }, at);
  }
  return Array.from(items, (item: T | undefined) => item ?? ({} as T));
}

/** Reads --net: one interface for each index up to the highest. */
export function parseNics(given: readonly IdentKeyValues[]): NicParams[] {
  const types = INIC_PARAMS_TYPES as Readonly<Record<string, EnforcedType>>;
  return placed('NIC', given, (values) => enforced(values, types) as NicParams);
}

function size(text: unknown, at: number): number {
  try {
    return parseUnit(String(text));
  } catch (error) {
    if (!isA(error, 'UnitParseError')) throw error;
    throw new OpPrereqError(`Invalid disk size for disk ${String(at)}: ${error.message}`, ECODE_INVAL, {
      cause: error,
    });
  }
}

function parseDisk(values: Record<string, unknown>, at: number): DiskParams {
  const { size: given, adopt, spindles } = values;
  const result = { ...values } as DiskParams;
  if (given !== undefined) {
    if (adopt !== undefined)
      throw new OpPrereqError(`Disk ${String(at)}: give either 'size' or 'adopt', not both`, ECODE_INVAL);
    result['size'] = size(given, at);
  } else if (adopt !== undefined) {
    if (spindles !== undefined) throw new OpPrereqError('a disk that is adopted takes no spindles', ECODE_INVAL);
    result['size'] = 0;
  } else {
    throw new OpPrereqError(`Disk ${String(at)} needs a size, or what it is adopted from`, ECODE_INVAL);
  }
  if (spindles !== undefined) Object.assign(result, enforced({ spindles }, { spindles: IDISK_PARAMS_TYPES.spindles }));
  for (const [name, value] of Object.entries(result)) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new OpPrereqError(`Parameter '${name}' of disk ${String(at)} needs a value: ${name}=...`, ECODE_INVAL);
    }
  }
  return result;
}

/** Reads --disk: one disk for each index up to the highest. */
export function parseDisks(given: readonly IdentKeyValues[]): DiskParams[] {
  return placed('disk', given, parseDisk);
}
