import { GanetiError } from '../errors.js';

/** A query filter that cannot be read; knows where. */
export class FilterSyntaxError extends GanetiError {
  /** The line at fault, a caret below the place, and what was expected. */
  readonly details: readonly string[];

  constructor(text: string, position: number, what: string) {
    const lineStart = text.lastIndexOf('\n', position - 1) + 1;
    const lineEnd = text.indexOf('\n', position);
    const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
    const column = position - lineStart;
    const lineNumber = text.slice(0, lineStart).split('\n').length;
    const where = `${what}  (at char ${String(position)}), (line:${String(lineNumber)}, col:${String(column + 1)})`;
    super('QueryFilterParseError', [`Failed to parse query filter '${text}': ${where}`]);
    this.details = [line, `${' '.repeat(column)}^`, where];
  }
}

/** Reads the words of a filter text from left to right; blanks between them do not count. */
export class FilterScanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipBlanks();
  }

  /** Where the next word begins. */
  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** Takes what a pattern matches at this place, and the blanks after it; null when it does not match. */
  take(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#position;
    const match = sticky.exec(this.#text);
    if (!match) return null;
    this.#position = sticky.lastIndex;
    this.#skipBlanks();
    return match;
  }

  /** Goes back to an earlier place. */
  rewind(position: number): void {
    this.#position = position;
  }

  /** The error that names a place, by default this one, and what should stand there. */
  fail(expected: string, position = this.#position): never {
    const found = this.#text.slice(position).split(/\s/, 1)[0];
    const what = found === undefined || found === '' ? expected : `${expected}, found '${found}'`;
    throw new FilterSyntaxError(this.#text, position, what);
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text.charAt(this.#position))) this.#position += 1;
  }
}
