import type { Slices } from './slices.js';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);
const BLANK = new Set([0x20, 0x0a, 0x0d, 0x09]);
const AFTER_SCALAR = /[,}\]\s]/g;

function broken(at: number): Error {
  return new SyntaxError(`not JSON of the expected form at position ${String(at)}`);
}

/** Position after the text that begins at `at`. */
function endOfText(text: string, at: number): number {
  for (let i = text.indexOf('"', at + 1); i !== -1; i = text.indexOf('"', i + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(i - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return i + 1;
  }
  throw broken(at);
}

/** Position after the value that begins at `at`; says nothing about its inside. */
function endOfValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return endOfText(text, at);
  if (!OPEN.has(first)) {
    AFTER_SCALAR.lastIndex = at;
    return AFTER_SCALAR.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfText(text, i) - 1;
    else if (OPEN.has(code)) depth += 1;
    else if (CLOSE.has(code) && --depth === 0) return i + 1;
  }
  throw broken(at);
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (BLANK.has(text.charCodeAt(i))) i += 1;
  return i;
}

/** Keys and the places of their values in the object that begins at `start`; returns the position after it. */
function* members(text: string, start: number): Generator<readonly [string, number, number], number> {
  if (text[start] !== '{') throw broken(start);
  let at = skipBlanks(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text.charCodeAt(at) !== QUOTE) throw broken(at);
    const keyEnd = endOfText(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const colon = skipBlanks(text, keyEnd);
    if (text[colon] !== ':') throw broken(colon);
    const from = skipBlanks(text, colon + 1);
    const to = endOfValue(text, from);
    yield [key, from, to];
    at = skipBlanks(text, to);
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw broken(at);
    at = skipBlanks(text, at + 1);
  }
}

async function objectOf(text: string, start: number, slices: Slices, deeper: boolean): Promise<[Json, number]> {
  const entries: [string, unknown][] = [];
  const walk = members(text, start);
  let step = walk.next();
  for (; step.done !== true; step = walk.next()) {
    const [key, from, to] = step.value;
    const inside = deeper && text[from] === '{';
    entries.push([key, inside ? (await objectOf(text, from, slices, false))[0] : JSON.parse(text.slice(from, to))]);
    if (slices.due) await slices.rest();
  }
  return [Object.fromEntries(entries), step.value];
}

/**
 * Parses an object of objects, giving way between the members of the inner ones: the text of a configuration is
 * megabytes long, each of its objects is small. Throws SyntaxError for anything that is not whole.
 */
export async function parseSliced(text: string, slices: Slices): Promise<Json> {
  const [value, end] = await objectOf(text, skipBlanks(text, 0), slices, true);
  if (skipBlanks(text, end) !== text.length) throw broken(end);
  return value;
}
