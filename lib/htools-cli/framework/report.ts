/** What a program found, for programs: a document that `--json` prints in place of the text. Keys stay in the order in which they are set. */
export class Report {
  readonly #document: Record<string, unknown> = {};

  set(key: string, value: unknown): void {
    this.#document[key] = value;
  }

  /** Adds an item to a list. */
  add(key: string, item: unknown): void {
    const list = this.#document[key];
    if (Array.isArray(list)) list.push(item);
    else this.#document[key] = [item];
  }

  get empty(): boolean {
    return Object.keys(this.#document).length === 0;
  }

  /** The document as JSON, numbers in full; what is no finite number is null. */
  get text(): string {
    return `${JSON.stringify(this.#document, null, 2)}\n`;
  }
}
