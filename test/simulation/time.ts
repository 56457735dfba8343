/** Begin of all simulations: milliseconds since the epoch. */
const START = 1_800_000_000_000;

interface Event {
  readonly time: number;
  readonly order: number;
  run: (() => void) | undefined;
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/**
 * The time of a simulation. Nothing passes by itself: `advance` goes from event to event, and lets every promise settle
 * between two of them, so that the order of everything follows from the order of events.
 */
export class SimTime {
  readonly #heap: Event[] = [];
  #now = START;
  #order = 0;
  /** Events that ran. */
  count = 0;

  get now(): number {
    return this.#now;
  }

  /** Seconds since the simulation began. */
  get seconds(): number {
    return (this.#now - START) / 1000;
  }

  /** Calls `run` after so many milliseconds; the result takes that back. */
  after(ms: number, run: () => void): () => void {
    const event: Event = { time: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#push(event);
    return () => {
      event.run = undefined;
    };
  }

  /** Goes on by so many milliseconds, or until `done` says so; tells whether it did. */
  async advance(ms: number, done: () => boolean = () => false): Promise<boolean> {
    const end = this.#now + ms;
    await settle();
    while (!done()) {
      const [next] = this.#heap;
      if (!next || next.time > end) {
        this.#now = end;
        return done();
      }
      this.#pop();
      if (!next.run) continue;
      this.#now = next.time;
      this.count += 1;
      next.run();
      await settle();
    }
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    heap.push(event);
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const [l, r] = [heap[left], heap[left + 1]];
      if (!l) return;
      const child = r && isBefore(r, l) ? left + 1 : left;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const heap = this.#heap;
    const [a, b] = [heap[lower], heap[upper]];
    if (!a || !b || !isBefore(a, b)) return false;
    heap[upper] = a;
    heap[lower] = b;
    return true;
  }
}

/** Lets all promises settle that can without anything new happening. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
