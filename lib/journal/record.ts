import { crc32 } from 'node:zlib';
import { type Position } from './position.js';

/** One durable change of the master, in the terms of whoever wrote it. */
export interface JournalRecord {
  readonly position: Position;
  readonly kind: string;
  readonly data: unknown;
}

/** First line of every journal file: records up to this position were compacted away, their effect is in the views. */
export const BASE_KIND = 'base';
/** Written by each new master when it starts its epoch. */
export const EPOCH_KIND = 'epoch';

const CHECKSUM_DIGITS = 8;

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(CHECKSUM_DIGITS, '0');
}

/** A record as a line of the journal: checksum, blank, JSON, newline. */
export function encodeRecord({ position, kind, data }: JournalRecord): string {
  const body = JSON.stringify([position.epoch, position.seq, kind, data]);
  return `${checksum(body)} ${body}\n`;
}

/** The record in a line without its newline; undefined when the line is damaged. */
export function decodeRecord(line: string): JournalRecord | undefined {
  const body = line.slice(CHECKSUM_DIGITS + 1);
  if (line[CHECKSUM_DIGITS] !== ' ' || checksum(body) !== line.slice(0, CHECKSUM_DIGITS)) return undefined;
  const [epoch, seq, kind, data] = JSON.parse(body) as [number, number, string, unknown];
  return { position: { epoch, seq }, kind, data };
}
