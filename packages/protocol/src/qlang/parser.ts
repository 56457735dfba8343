/**
 * The filter language of the command line (man ganeti, "Query filters"):
 *   filter    = and-list { "or" and-list }
 *   and-list  = term { "and" term }
 *   term      = "not" term | "(" filter ")" | condition
 *   condition = field [ comparison value | ("=~" | "!~") regex | ("=*" | "!*") string ] | value ["not"] "in" field
 */
import type { Comparison, FilterValue, WireFilter } from './filter.js';
import { dnsNameGlobPattern } from './glob.js';
import { FilterScanner } from './scanner.js';

const FIELD = /[A-Za-z][A-Za-z0-9_/.]*/;
const NUMBER = /[+-]?[0-9]+/;
const STRING = /"((?:[^"\n\r\\]|\\.)*)"|'((?:[^'\n\r\\]|\\.)*)'/;
const OPERATOR = /=~|!~|=\*|!\*|==|!=|<=|>=|<|>|=/;
const REGEX = /(?:m\s*)?([/#^|])((?:\\.|(?!\1)[^\\\n])+)\1([A-Za-z]*)/;
const KNOWN_FLAGS = /[is]/g;
const NOT_A_NAME_NEXT = '(?![A-Za-z0-9_/.])';
const [NOT, AND, OR, IN] = ['not', 'and', 'or', 'in'].map((word) => new RegExp(word + NOT_A_NAME_NEXT)) as [
  RegExp,
  RegExp,
  RegExp,
  RegExp,
];

/** Reads a filter text into its wire form; throws a FilterSyntaxError that shows the place. */
export function parseFilterText(text: string): WireFilter {
  const scanner = new FilterScanner(text);
  const filter = parseOr(scanner);
  if (!scanner.atEnd) scanner.fail('Expected end of text');
  return filter;
}

function parseOr(scanner: FilterScanner): WireFilter {
  return parseChain(scanner, OR, '|', parseAnd);
}

function parseAnd(scanner: FilterScanner): WireFilter {
  return parseChain(scanner, AND, '&', parseTerm);
}

function parseChain(
  scanner: FilterScanner,
  word: RegExp,
  operator: '|' | '&',
  parsePart: (scanner: FilterScanner) => WireFilter,
): WireFilter {
  const parts = [parsePart(scanner)];
  while (scanner.take(word)) parts.push(parsePart(scanner));
  return parts.length === 1 ? (parts[0] as WireFilter) : [operator, ...parts];
}

function parseTerm(scanner: FilterScanner): WireFilter {
  if (scanner.take(NOT)) return ['!', parseTerm(scanner)];
  if (!scanner.take(/\(/)) return parseCondition(scanner);
  const inner = parseOr(scanner);
  if (!scanner.take(/\)/)) scanner.fail("Expected ')'");
  return inner;
}

function parseCondition(scanner: FilterScanner): WireFilter {
  const value = takeValue(scanner);
  if (value !== null) return parseMembership(scanner, value);
  const field = takeField(scanner, 'Expected a field name or a value');
  const before = scanner.position;
  const operator = scanner.take(OPERATOR)?.[0];
  switch (operator) {
    case undefined:
      return ['?', field];
    case '=~':
      return ['=~', field, takeRegex(scanner)];
    case '!~':
      return ['!', ['=~', field, takeRegex(scanner)]];
    case '=*':
      return ['=~', field, takeGlob(scanner)];
    case '!*':
      return ['!', ['=~', field, takeGlob(scanner)]];
    default: {
      const constant = takeValue(scanner);
      if (constant === null) {
        scanner.rewind(before);
        return scanner.fail('Expected a comparison with a number or a quoted string');
      }
      return [operator === '=' ? '==' : (operator as Comparison | '!='), field, constant];
    }
  }
}

function parseMembership(scanner: FilterScanner, value: FilterValue): WireFilter {
  const negated = scanner.take(NOT) !== null;
  if (!scanner.take(IN)) scanner.fail("Expected 'in' or 'not in'");
  const contains: WireFilter = ['=[]', takeField(scanner, 'Expected a field name'), value];
  return negated ? ['!', contains] : contains;
}

function takeField(scanner: FilterScanner, expected: string): string {
  return scanner.take(FIELD)?.[0] ?? scanner.fail(expected);
}

/** A number or a quoted string; backslashes stay in the string, as in the original. */
function takeValue(scanner: FilterScanner): FilterValue | null {
  const number = scanner.take(NUMBER);
  if (number) return Number(number[0]);
  const string = scanner.take(STRING);
  return string ? (string[1] ?? string[2] ?? '') : null;
}

function takeGlob(scanner: FilterScanner): string {
  const string = scanner.take(STRING);
  if (!string) scanner.fail('Expected a quoted string');
  return dnsNameGlobPattern(string[1] ?? string[2] ?? '');
}

const BLANK_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', f: '\f', r: '\r' };

/** A regular expression with its flags as a prefix. A backslash escapes the next character and goes away, as in the original. */
function takeRegex(scanner: FilterScanner): string {
  const start = scanner.position;
  const match = scanner.take(REGEX);
  if (!match) return scanner.fail('Expected a regular expression between /, #, ^ or |');
  const flags = [...new Set(match[3])].sort().join('');
  const unknown = flags.replace(KNOWN_FLAGS, '');
  if (unknown !== '') scanner.fail(`Unknown regular expression flags: '${unknown}'`, start);
  const source = (match[2] ?? '').replace(/\\(.)/g, (_all, char: string) => BLANK_ESCAPES[char] ?? char);
  try {
    new RegExp(source);
  } catch (cause) {
    scanner.fail(`Invalid regular expression (${(cause as Error).message})`, start);
  }
  return flags === '' ? source : `(?${flags})${source}`;
}
