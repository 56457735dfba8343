/**
 * A place in the history of the cluster. The sequence number rises by one with each record, across epochs too; the epoch
 * rises with each new master, so of two histories that parted the one with the higher epoch holds (decision 7).
 */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

/** Before the first record. */
export const ORIGIN: Position = { epoch: 0, seq: 0 };

/** Negative when `a` is earlier, 0 when equal, positive when later. */
export function comparePositions(a: Position, b: Position): number {
  return a.epoch - b.epoch || a.seq - b.seq;
}

export function isAtLeast(a: Position, b: Position): boolean {
  return comparePositions(a, b) >= 0;
}

/** "3.1204": epoch and sequence number, as messages show a position. */
export function positionText({ epoch, seq }: Position): string {
  return `${epoch}.${seq}`;
}
