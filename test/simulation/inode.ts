import type { SeededRandom } from './random.js';

/** A part of what was not synced never reached the disk, though what is behind it did: zero bytes are there. */
function punch(content: Buffer, from: number, random: SeededRandom): void {
  const start = from + random.int(content.length - from + 1);
  content.fill(0, start, start + random.int(content.length - start + 1));
}

/** Content of a file: what readers see, and what would be left after a power cut. */
export class Inode {
  #data = Buffer.alloc(0);
  #size = 0;
  #synced = Buffer.alloc(0);
  /** Bytes of the present content that are on stable storage; while undefined, `#synced` is what is there. */
  #syncedSize: number | undefined = 0;

  get size(): number {
    return this.#size;
  }
  get content(): Buffer {
    return this.#data.subarray(0, this.#size);
  }

  /** What would be left of the content after a power cut at the least; undefined when that is open. */
  get stable(): Buffer | undefined {
    return this.#syncedSize === undefined ? undefined : this.#data.subarray(0, this.#syncedSize);
  }

  append(data: Buffer): void {
    const size = this.#size + data.length;
    if (size > this.#data.length) {
      const grown = Buffer.alloc(Math.max(1024, 2 * size));
      this.#data.copy(grown, 0, 0, this.#size);
      this.#data = grown;
    }
    data.copy(this.#data, this.#size);
    this.#size = size;
  }

  truncate(size: number): void {
    if (this.#syncedSize !== undefined && size < this.#syncedSize) {
      this.#synced = Buffer.from(this.#data.subarray(0, this.#syncedSize));
      this.#syncedSize = undefined;
      this.#data = Buffer.from(this.#data.subarray(0, size));
    }
    this.#size = Math.min(size, this.#size);
  }

  sync(): void {
    this.#syncedSize = this.#size;
  }

  /** Power is cut: what was not synced is gone, in whole, from some byte on, or in the middle. */
  crash(random: SeededRandom): void {
    if (this.#syncedSize === undefined) {
      if (random.chance(0.5)) this.#become(this.#synced);
    } else if (this.#size > this.#syncedSize) {
      const kept = random.chance(0.4) ? 0 : random.int(this.#size - this.#syncedSize + 1);
      const left = Buffer.from(this.#data.subarray(0, random.chance(0.3) ? this.#size : this.#syncedSize + kept));
      if (random.chance(0.3)) punch(left, this.#syncedSize, random);
      let end = left.length;
      // Zero bytes at its end are space that was made ahead, no content.
      while (end > this.#syncedSize && left[end - 1] === 0) end -= 1;
      this.#become(left.subarray(0, end));
    }
    this.sync();
  }

  #become(data: Buffer): void {
    this.#data = Buffer.from(data);
    this.#size = data.length;
  }
}
