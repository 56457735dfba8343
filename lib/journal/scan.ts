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

/** Begins the line before each batch of records that are written and synced together; the rest of it is a number. */
const BATCH_MARK = '+';

/** The line before a batch: the last record that was durable when the batch was written. */
export function batchLine(durable: Position): string {
  return `${BATCH_MARK}${String(durable.seq)}\n`;
}

/**
 * Reads a journal file. A torn end (a crash in the middle of a write) is left out: what was being written last, of which
 * any part may be missing, with zero bytes in its place. Damage of what was acknowledged is refused: that is so when
 * another batch follows, since it was begun after the one before was synced.
 */
export function scanJournal(content: Buffer, path: string): Scan {
  const records: JournalRecord[] = [];
  let base = ORIGIN;
  let last = ORIGIN;
  let soundBytes = 0;
  let damage: { readonly line: number; readonly unwritten: boolean } | undefined;
  for (let start = 0, line = 1; start < content.length; line += 1) {
    const end = content.indexOf(0x0a, start);
    if (end === -1) break;
    const text = content.toString('utf8', start, end);
    const mark = text.startsWith(BATCH_MARK);
    const record = mark ? undefined : decodeRecord(text);
    start = end + 1;
    if (damage && (mark || (record && !damage.unwritten)))
      throw new JournalCorrupted(path, damage.line, 'the checksum does not match, and sound records follow');
    if (mark) {
      if (Number(text.slice(1)) !== last.seq)
        throw new JournalCorrupted(path, line, `records between ${last.seq} and ${text.slice(1)} are missing`);
      continue;
    }
    if (!record) {
      damage ??= { line, unwritten: text.includes('\0') };
      continue;
    }
    if (damage) continue;
    if (line === 1 && record.kind === BASE_KIND) base = record.position;
    else if (follows(last, record.position)) records.push(record);
    else throw new JournalCorrupted(path, line, `record ${record.position.seq} does not follow record ${last.seq}`);
    last = record.position;
    soundBytes = start;
  }
  return { base, records, soundBytes };
}
