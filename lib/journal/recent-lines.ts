import type { Recorded } from './journal.js';
import type { Position } from './position.js';

/** Most characters that are kept. */
const KEPT = 16 * 1024 * 1024;
/** Most characters that are sent at a time; one longer record goes alone. */
const BATCH = 4 * 1024 * 1024;

/** The newest lines of the journal, so that candidates are served from memory. */
export class RecentLines {
  #lines: string[] = [];
  /** Sequence number of the first line. */
  #first = 0;
  #size = 0;

  add(batch: readonly Recorded[]): void {
    for (const { record, line } of batch) {
      if (this.#lines.length === 0) this.#first = record.position.seq;
      this.#lines.push(line);
      this.#size += line.length;
    }
    let dropped = 0;
    while (this.#size > KEPT && dropped < this.#lines.length - 1) {
      this.#size -= this.#lines[dropped]?.length ?? 0;
      dropped += 1;
    }
    if (dropped > 0) {
      this.#lines = this.#lines.slice(dropped);
      this.#first += dropped;
    }
  }

  /** Lines behind a position, as many as go into one message; undefined when they are not kept any more. */
  after({ seq }: Position): string | undefined {
    const start = seq + 1 - this.#first;
    if (start < 0 || start >= this.#lines.length) return undefined;
    let [end, size] = [start, 0];
    while (end < this.#lines.length && (end === start || size + (this.#lines[end]?.length ?? 0) <= BATCH)) {
      size += this.#lines[end]?.length ?? 0;
      end += 1;
    }
    return this.#lines.slice(start, end).join('');
  }
}
