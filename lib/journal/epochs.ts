import { comparePositions, type Position } from './position.js';
import { EPOCH_KIND, type JournalRecord } from './record.js';

/** Which epoch each record of a history belongs to, as far back as is known. */
export class Epochs {
  readonly #starts: [epoch: number, first: number][];

  constructor(starts: readonly (readonly [number, number])[] = []) {
    this.#starts = starts.map(([epoch, first]) => [epoch, first]);
  }

  /** Takes the starts of epochs among records in. */
  add(records: Iterable<Pick<JournalRecord, 'kind' | 'position'>>): void {
    for (const { kind, position } of records) {
      const last = this.#starts.at(-1);
      if (kind === EPOCH_KIND && (last === undefined || position.epoch > last[0]))
        this.#starts.push([position.epoch, position.seq]);
    }
  }

  /** Each known epoch with its first record, oldest first. */
  get starts(): readonly (readonly [epoch: number, first: number])[] {
    return this.#starts;
  }

  /** The last record that this history, which ends at `head`, shares with one that ends at `other`. */
  common(other: Position, head: Position): Position | undefined {
    if (comparePositions(other, head) >= 0 && other.epoch === head.epoch) return head;
    const at = this.#starts.findIndex(([epoch]) => epoch === other.epoch);
    const start = this.#starts[at];
    if (!start) return undefined;
    const next = this.#starts[at + 1];
    const last = next ? next[1] - 1 : head.seq;
    const seq = Math.min(other.seq, last);
    return seq < start[1] ? undefined : { epoch: other.epoch, seq };
  }

  /** Whether a history that ends at `other` is a part of this one. */
  holds(other: Position, head: Position): boolean {
    const common = this.common(other, head);
    return common?.seq === other.seq && common.epoch === other.epoch;
  }
}
