import { HtoolsError } from '../model/error.js';

function parse(what: string, text: string, pattern: RegExp): number {
  const found = pattern.exec(text);
  if (!found) throw new HtoolsError(`${what}: '${text}' does not start with a number`);
  const rest = text.slice(found[0].length);
  if (rest !== '') throw new HtoolsError(`${what}: '${text}' goes on after the number with '${rest}'`);
  return Number(found[0].trim());
}

/** A whole number; anything else is an error that names what it was for. */
export function parseInteger(what: string, text: string): number {
  return parse(what, text, /^\s*-?\d+/);
}

/** A number with or without decimals. */
export function parseNumber(what: string, text: string): number {
  return parse(what, text, /^\s*-?(\d+(\.\d+)?([eE][-+]?\d+)?|Infinity|NaN)/);
}

/** Parts of a text between separators; a text that is empty has none. */
export function splitList(text: string, separator: string): string[] {
  return text === '' ? [] : text.split(separator);
}

const KIB = 1024;
const KB = 1000 / 1024;

function unitFactor(unit: string): number {
  const upper = unit.toUpperCase();
  if (unit === '' || unit === 'm' || upper === 'MIB') return 1;
  if (unit === 'g' || upper === 'GIB') return KIB;
  if (unit === 't' || upper === 'TIB') return KIB * KIB;
  if (unit === 'M' || upper === 'MB') return KB * KB;
  if (unit === 'G' || upper === 'GB') return KB * KB * 1000;
  if (unit === 'T' || upper === 'TB') return KB * KB * 1000 * 1000;
  throw new HtoolsError(`Unknown unit '${unit}'`);
}

/** A size in MiB from a number with a unit: m, g, t are binary, M, G, T decimal. */
export function parseSize(text: string): number {
  const found = /^\s*(-?\d+) *(.*)$/s.exec(text);
  if (!found) throw new HtoolsError(`'${text}' is not a size like 512, 20g or 1T`);
  return Math.trunc(Number(found[1]) * unitFactor(found[2] ?? ''));
}
