import { JournalCorrupted } from './errors.js';
import { ORIGIN, type Position } from './position.js';
import { BASE_KIND, decodeRecord, type JournalRecord } from './record.js';

/** What a journal file holds. */
export interface Scan {
  /** Position before the first record. */
  readonly base: Position;
  readonly records: readonly JournalRecord[];
  /** Bytes up to the end of the last whole line; what follows was never acknowledged. */
  readonly soundBytes: number;
}

function follows(before: Position, after: Position): boolean {
  return after.seq === before.seq + 1 && after.epoch >= before.epoch;
}

/**
 * Reads a journal file. A torn end (a crash in the middle of a write) is left out; damage with sound records behind it
 * is refused, since those may have been acknowledged.
 */
export function scanJournal(content: Buffer, path: string): Scan {
  const records: JournalRecord[] = [];
  let base = ORIGIN;
  let last = ORIGIN;
  let soundBytes = 0;
  let damagedLine: number | undefined;
  for (let start = 0, line = 1; start < content.length; line += 1) {
    const end = content.indexOf(0x0a, start);
    if (end === -1) break;
    const record = decodeRecord(content.toString('utf8', start, end));
    start = end + 1;
    if (!record) {
      damagedLine ??= line;
      continue;
    }
    if (damagedLine !== undefined)
      throw new JournalCorrupted(path, damagedLine, 'the checksum does not match, and sound records follow');
    if (line === 1 && record.kind === BASE_KIND) base = record.position;
    else if (follows(last, record.position)) records.push(record);
    else throw new JournalCorrupted(path, line, `record ${record.position.seq} does not follow record ${last.seq}`);
    last = record.position;
    soundBytes = start;
  }
  return { base, records, soundBytes };
}
