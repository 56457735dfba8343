import { ganetiError, isA } from '@gnt/protocol';
import { OP_PRIO_HIGH, OP_PRIO_LOW, OP_PRIO_NORMAL } from '@gnt/constants';
import { parseUnit } from '../output/units.js';
import type { ValueType } from './option.js';
import { UsageError } from './usage-error.js';

/** A parameter as typed: text, true for a bare key, false for no_key, null for -key. */
export type KeyValues = Readonly<Record<string, string | boolean | null>>;
/** "ident:key=val,..." as [ident, values]; values are false for no_ident and null for -ident. */
export type IdentKeyValues = readonly [ident: string, values: KeyValues | false | null];

const NO_PREFIX = 'no_';
const UN_PREFIX = '-';

/** Any text. */
export const text: ValueType<string> = (given) => given;

/** A whole number. */
export const int: ValueType<number> = (given, flag) => {
  if (!/^\s*[-+]?\d+\s*$/.test(given)) throw new UsageError(`option ${flag}: invalid integer value: '${given}'`);
  return Number(given);
};

/** A number. */
export const float: ValueType<number> = (given, flag) => {
  const number = given.trim() === '' ? Number.NaN : Number(given);
  if (Number.isNaN(number)) throw new UsageError(`option ${flag}: invalid floating-point value: '${given}'`);
  return number;
};

/** A number, or "default". */
export const maybeFloat: ValueType<number | 'default'> = (given, flag) =>
  given.toLowerCase() === 'default' ? 'default' : float(given, flag);

/** A size in MiB, or with a unit: "10G". */
export const unit: ValueType<number> = (given, flag) => {
  try {
    return parseUnit(given);
  } catch (error) {
    if (isA(error, 'UnitParseError')) throw new UsageError(`option ${flag}: ${error.message}`);
    throw error;
  }
};

/** "yes", "no", "true" or "false". */
export const bool: ValueType<boolean> = (given) => {
  const lower = given.toLowerCase();
  if (lower === 'yes' || lower === 'true') return true;
  if (lower === 'no' || lower === 'false') return false;
  throw ganetiError('ParameterError', [`Invalid boolean value '${lower}'`]);
};

/** One of some words. */
export function choice<const C extends string>(choices: readonly C[]): ValueType<C> {
  return (given, flag) => {
    const found = choices.find((c) => c === given);
    if (found === undefined) {
      throw new UsageError(
        `option ${flag}: invalid choice: '${given}' (choose from ${choices.map((c) => `'${c}'`).join(', ')})`,
      );
    }
    return found;
  };
}

const PRIORITIES = { low: OP_PRIO_LOW, normal: OP_PRIO_NORMAL, high: OP_PRIO_HIGH } as const;

/** "low", "normal" or "high", as the job queue counts it. */
export const priority: ValueType<-10 | 0 | 10> = (given, flag) => {
  const names = Object.keys(PRIORITIES) as (keyof typeof PRIORITIES)[];
  return PRIORITIES[choice(names)(given, flag)];
};

/** Splits at commas; a backslash before a comma keeps it, two make a backslash. */
export function splitEscaped(given: string): string[] {
  const parts: string[] = [];
  let open = '';
  for (const piece of given.split(',')) {
    const joined = open + piece;
    const slashes = /\\*$/.exec(piece)?.[0].length ?? 0;
    if (slashes % 2 === 1) {
      open = `${joined},`;
      continue;
    }
    parts.push(joined);
    open = '';
  }
  if (open !== '') parts.push(open.slice(0, -1));
  return parts.map((part) => part.replaceAll(/\\(.)/g, '$1'));
}

/** Words separated by commas. */
export const words: ValueType<string[]> = (given) => (given === '' ? [] : splitEscaped(given));

function keyValue(element: string, flag: string, prefixes: boolean): [string, string | boolean | null] {
  const at = element.indexOf('=');
  if (at !== -1) return [element.slice(0, at), element.slice(at + 1)];
  if (!prefixes) throw ganetiError('ParameterError', [`Missing value for key '${element}' in option ${flag}`]);
  if (element.startsWith(NO_PREFIX)) return [element.slice(NO_PREFIX.length), false];
  if (element.startsWith(UN_PREFIX)) return [element.slice(UN_PREFIX.length), null];
  return [element, true];
}

function splitKeyValues(given: string, flag: string, prefixes: boolean): KeyValues {
  const result: Record<string, string | boolean | null> = {};
  if (given === '') return result;
  for (const element of splitEscaped(given)) {
    const [key, content] = keyValue(element, flag, prefixes);
    if (Object.hasOwn(result, key)) throw ganetiError('ParameterError', [`Duplicate key '${key}' in option ${flag}`]);
    result[key] = content;
  }
  return result;
}

/** "key=val,flag,no_flag,-unset". */
export const keyValues: ValueType<KeyValues> = (given, flag) => splitKeyValues(given, flag, true);

function splitIdent(given: string): [ident: string, rest: string] {
  const at = given.indexOf(':');
  return at === -1 ? [given, ''] : [given.slice(0, at), given.slice(at + 1)];
}

/** "ident:key=val,...", "no_ident" or "-ident" (a negative index is an ident of its own). */
export const identKeyValues: ValueType<IdentKeyValues> = (given, flag) => {
  const [ident, rest] = splitIdent(given);
  const removes = ident.startsWith(NO_PREFIX);
  const resets = ident.startsWith(UN_PREFIX) && !/^-\d/.test(ident);
  if (!removes && !resets) return [ident, splitKeyValues(rest, flag, true)];
  if (rest !== '')
    throw ganetiError('ParameterError', [`A group of parameters that is removed takes no values: ${given}`]);
  return removes ? [ident.slice(NO_PREFIX.length), false] : [ident.slice(UN_PREFIX.length), null];
};

/** "a:k=v,.../b:k=v,...//a:..." as a list of {ident: values}. */
export const identKeyValueLists: ValueType<Readonly<Record<string, KeyValues>>[]> = (given, flag) =>
  given.split('//').map((line) => {
    const groups: Record<string, KeyValues> = {};
    for (const element of line.split('/')) {
      if (element === '') throw ganetiError('ParameterError', [`Empty section in option '${flag}'`]);
      const [ident, rest] = splitIdent(element);
      if (Object.hasOwn(groups, ident)) {
        throw ganetiError('ParameterError', [`Duplicated parameter '${ident}' in parsing ${flag}: ${element}`]);
      }
      groups[ident] = splitKeyValues(rest, flag, false);
    }
    return groups;
  });

/** Anything in JSON. */
export const json: ValueType<unknown> = (given, flag) => {
  try {
    return JSON.parse(given) as unknown;
  } catch (error) {
    throw new UsageError(`option ${flag}: invalid JSON '${given}': ${error instanceof Error ? error.message : ''}`);
  }
};
