import type { Candidate } from './interface.js';

/** Order of start: best priority first, older first. */
export function inLine(a: Candidate, b: Candidate): number {
  return a.priority - b.priority || a.id - b.id;
}

/** The queued jobs in the order in which they are to start: best priority first, older first. */
export class JobLine implements Iterable<Candidate> {
  readonly #order: Candidate[] = [];
  readonly #byId = new Map<number, Candidate>();

  get size(): number {
    return this.#order.length;
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  [Symbol.iterator](): Iterator<Candidate> {
    return this.#order.values();
  }

  /** Puts a job at its place; new ones mostly belong at the end. */
  add(candidate: Candidate): void {
    this.remove(candidate.id);
    this.#byId.set(candidate.id, candidate);
    this.#order.splice(this.#placeOf(candidate), 0, candidate);
  }

  /** Takes a job out; false when it is not in line. */
  remove(id: number): boolean {
    const found = this.#byId.get(id);
    if (!found) return false;
    this.#byId.delete(id);
    this.#order.splice(this.#placeOf(found), 1);
    return true;
  }

  /** How many are before the job. */
  #placeOf(candidate: Candidate): number {
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#order[middle];
      const before = other && inLine(other, candidate) < 0;
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
