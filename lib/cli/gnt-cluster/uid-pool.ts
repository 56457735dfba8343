import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';

/** Ranges of user ids, both ends included. */
export type UidPool = readonly (readonly [number, number])[];

/** Reads "1000-1999,3000". */
export function parseUidPool(text: string): [number, number][] {
  const ranges = text
    .split(',')
    .filter((range) => range !== '')
    .map((range): [number, number] => {
      const [, low, high] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(range) ?? [];
      if (low === undefined)
        throw new OpPrereqError(`Invalid user-id range '${range}': give a number, or two with a hyphen`, ECODE_INVAL);
      return [Number(low), Number(high ?? low)];
    });
  return ranges.sort(([a, b], [c, d]) => a - c || b - d);
}

/** The same form back. */
export function formatUidPool(pool: UidPool): string {
  return pool.map(([low, high]) => (low === high ? String(low) : `${String(low)}-${String(high)}`)).join(', ');
}
