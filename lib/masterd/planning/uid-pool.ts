import { UIDPOOL_UID_MAX, UIDPOOL_UID_MIN } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';

export type UidRange = readonly [number, number];

const same = (a: UidRange, b: UidRange): boolean => a[0] === b[0] && a[1] === b[1];

/** Refuses ranges that are upside down or beyond what user ids can be. */
export function checkUidRanges(ranges: readonly UidRange[]): void {
  for (const [low, high] of ranges) {
    if (low > high)
      throw new OpPrereqError(`A range of user ids can't begin at ${low} and end at ${high}`, ECODE_INVAL);
    if (low < UIDPOOL_UID_MIN || high > UIDPOOL_UID_MAX) {
      throw new OpPrereqError(
        `User-id range ${low}-${high} is not within ${UIDPOOL_UID_MIN}-${UIDPOOL_UID_MAX}`,
        ECODE_INVAL,
      );
    }
  }
}

/** The pool with ranges added, sorted. */
export function withUids(pool: readonly UidRange[], added: readonly UidRange[]): [number, number][] {
  const fresh = added.filter(
    (range, i) => !pool.some((r) => same(r, range)) && added.findIndex((r) => same(r, range)) === i,
  );
  return [...pool, ...fresh]
    .map(([low, high]): [number, number] => [low, high])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** The pool with ranges taken away; refuses one that is not in it. */
export function withoutUids(pool: readonly UidRange[], removed: readonly UidRange[]): [number, number][] {
  for (const range of removed) {
    if (pool.some((r) => same(r, range))) continue;
    throw new OpPrereqError(
      `No range of the user-id pool is ${range[0]}-${range[1]}, so it can't be removed`,
      ECODE_INVAL,
    );
  }
  return pool.filter((r) => !removed.some((range) => same(r, range))).map(([low, high]) => [low, high]);
}
