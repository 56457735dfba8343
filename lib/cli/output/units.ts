import { ganetiError } from '@gnt/protocol';
import { toRoman } from './roman.js';

const FACTORS: Readonly<Record<string, number>> = {
  m: 1,
  mb: 1,
  mib: 1,
  g: 1024,
  gb: 1024,
  gib: 1024,
  t: 1048576,
  tb: 1048576,
  tib: 1048576,
};

/** A size with an optional unit in MiB, rounded up to a multiple of 4; throws UnitParseError. */
export function parseUnit(text: string): number {
  const match = /^([.\d]+)\s*([a-zA-Z]+)?$/.exec(text);
  const number = Number(match?.[1] ?? 'x');
  if (match === null || Number.isNaN(number))
    throw ganetiError('UnitParseError', [`Invalid format: '${text}' is not a size such as 512, 512m or 10g`]);
  const factor = FACTORS[(match[2] ?? 'm').toLowerCase()];
  if (factor === undefined) throw ganetiError('UnitParseError', [`Unknown unit: ${match[2] ?? ''} (of m, g and t)`]);
  return Math.ceil(Math.ceil(number * factor) / 4) * 4;
}

/** How sizes are shown: 'h' chooses M, G or T by itself and appends it. */
export type SizeUnit = 'h' | 'm' | 'g' | 't';

function rounded(value: number, digits: number, roman: boolean): string {
  return (roman ? toRoman(Math.round(value)) : undefined) ?? toFixedEven(value, digits);
}

/** Fixed decimals, ties to even as in Python's "%.1f"; exact for the multiples of 2^-20 that occur here. */
function toFixedEven(value: number, digits: number): string {
  const scaled = value * 10 ** digits;
  const floor = Math.floor(scaled);
  // toFixed rounds exact ties away from zero; only those need care.
  if (scaled - floor === 0.5) return ((floor % 2 === 0 ? floor : floor + 1) / 10 ** digits).toFixed(digits);
  return value.toFixed(digits);
}

/** A number of MiB in the wanted unit. */
export function formatUnit(mebibytes: number, unit: SizeUnit, roman = false): string {
  const suffix = (letter: string): string => (unit === 'h' ? letter : '');
  if (unit === 'm' || (unit === 'h' && mebibytes < 1024)) return rounded(mebibytes, 0, roman) + suffix('M');
  if (unit === 'g' || (unit === 'h' && mebibytes < 1048576)) return rounded(mebibytes / 1024, 1, roman) + suffix('G');
  return rounded(mebibytes / 1048576, 1, roman) + suffix('T');
}
