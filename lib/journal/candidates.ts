import { ht } from '@gnt/ht';
import { accepts } from '@gnt/ht/validate';
import type { JournalRecord } from './record.js';

/** Kind of the records of a candidate that began to miss records (`behind`: the last one it has), or has them all again (null). */
export const CANDIDATE_KIND = 'candidate';

const mark = ht.record({ node: ht.string, behind: ht.maybe(ht.int) });

/** The candidates that miss records, by uuid, after such a record. */
export function behindAfter(
  behind: Readonly<Record<string, number>>,
  { kind, data }: JournalRecord,
): Readonly<Record<string, number>> {
  if (kind !== CANDIDATE_KIND || !accepts(mark, data)) return behind;
  const { node, behind: last } = data as { node: string; behind: number | null };
  const rest = Object.fromEntries(Object.entries(behind).filter(([uuid]) => uuid !== node));
  return last === null ? rest : { ...rest, [node]: last };
}
