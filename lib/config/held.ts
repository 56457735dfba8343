import { reservationError } from './errors.js';
import type { ReservationOwner } from './interface.js';

/** Values promised to owners; each value to one at most. */
export class Held {
  readonly #owners = new Map<string, ReservationOwner>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  has(value: string): boolean {
    return this.#owners.has(value);
  }

  take(owner: ReservationOwner, value: string): void {
    if (this.has(value)) throw reservationError(`${this.#what} '${value}' is promised to another operation already`);
    this.#owners.set(value, owner);
  }

  /** Values of an owner, in the order they were taken. */
  of(owner: ReservationOwner): string[] {
    return [...this.#owners].flatMap(([value, holder]) => (holder === owner ? [value] : []));
  }

  owner(value: string): ReservationOwner | undefined {
    return this.#owners.get(value);
  }

  drop(owner: ReservationOwner): void {
    for (const value of this.of(owner)) this.#owners.delete(value);
  }
}
