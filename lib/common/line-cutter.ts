/** Longest line that is kept, in characters; events and answers here have a few hundred. */
export const MAX_LINE = 256 * 1024;

/** Cuts a byte stream into lines; what exceeds MAX_LINE is dropped up to its line break. */
export class LineCutter {
  readonly #utf8 = new TextDecoder('utf-8');
  #rest = '';
  #skipping = false;

  /** The lines that are complete with these bytes. */
  push(data: Uint8Array): string[] {
    const pieces = this.#utf8.decode(data, { stream: true }).split('\n');
    const lines: string[] = [];
    for (const [i, piece] of pieces.entries()) {
      if (!this.#skipping) this.#rest += piece;
      if (this.#rest.length > MAX_LINE) {
        this.#rest = '';
        this.#skipping = true;
      }
      if (i === pieces.length - 1) break;
      if (!this.#skipping) lines.push(this.#rest);
      this.#rest = '';
      this.#skipping = false;
    }
    return lines;
  }
}
