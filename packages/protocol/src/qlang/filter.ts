import { ganetiError } from '../errors.js';

/** Ways to compare a field's value with a constant; "!=" is read as the negation of "==". */
export const COMPARISONS = ['==', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];
/** A constant in a filter. */
export type FilterValue = string | number;

/** A filter as it travels: a list with the operator first; null lets everything pass. */
export type WireFilter =
  | null
  | readonly ['&' | '|', ...WireFilter[]]
  | readonly ['!', WireFilter]
  | readonly ['?', string]
  | readonly [Comparison | '!=' | '=' | '=[]', string, FilterValue]
  | readonly ['=~', string, string];

/** A filter after reading: operators spelled out, regular expressions compiled. */
export type Filter =
  | { readonly op: 'all' }
  | { readonly op: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'true'; readonly field: string }
  | { readonly op: 'compare'; readonly comparison: Comparison; readonly field: string; readonly value: FilterValue }
  | { readonly op: 'contains'; readonly field: string; readonly value: FilterValue }
  | { readonly op: 'regex'; readonly field: string; readonly pattern: string; readonly regex: RegExp };

/** How deep filters may be nested. */
const MAX_DEPTH = 200;

function refuse(why: string): never {
  throw ganetiError('ParseError', [`Failed to parse request: ${why}`]);
}

/** Reads a filter from its wire form; throws a ParseError that says what is wrong with it. */
export function readFilter(wire: unknown, depth = 0): Filter {
  if (wire === null || wire === undefined) return { op: 'all' };
  if (depth > MAX_DEPTH) refuse(`filter nested deeper than ${String(MAX_DEPTH)} levels`);
  if (!Array.isArray(wire) || typeof wire[0] !== 'string') {
    refuse(`a filter must be a list that begins with an operator, not ${JSON.stringify(wire)}`);
  }
  const [operator, ...operands] = wire as [string, ...unknown[]];
  const sub = (operand: unknown): Filter => readFilter(operand, depth + 1);
  switch (operator) {
    case '&':
      return { op: 'and', filters: operands.map(sub) };
    case '|':
      return { op: 'or', filters: operands.map(sub) };
    case '!':
      expectOperands(operator, operands, 'one filter', 1);
      return { op: 'not', filter: sub(operands[0]) };
    case '?':
      expectOperands(operator, operands, 'a field name', 1);
      return { op: 'true', field: fieldName(operator, operands[0]) };
    case '=~':
      expectOperands(operator, operands, 'a field name and a regular expression', 2);
      return { op: 'regex', field: fieldName(operator, operands[0]), ...compileRegex(operands[1]) };
    case '=[]':
      return { op: 'contains', ...fieldAndValue(operator, operands) };
    case '=':
      return { op: 'compare', comparison: '==', ...fieldAndValue(operator, operands) };
    case '!=':
      return { op: 'not', filter: { op: 'compare', comparison: '==', ...fieldAndValue(operator, operands) } };
    default:
      if (!isComparison(operator)) refuse(`unknown filter operator '${operator}'`);
      return { op: 'compare', comparison: operator, ...fieldAndValue(operator, operands) };
  }
}

function isComparison(operator: string): operator is Comparison {
  return (COMPARISONS as readonly string[]).includes(operator);
}

function expectOperands(operator: string, operands: readonly unknown[], what: string, count: number): void {
  if (operands.length !== count) refuse(`filter operator '${operator}' takes ${what}, got ${JSON.stringify(operands)}`);
}

function fieldName(operator: string, name: unknown): string {
  if (typeof name !== 'string') refuse(`filter operator '${operator}' needs a field name, got ${JSON.stringify(name)}`);
  return name;
}

function fieldAndValue(operator: string, operands: readonly unknown[]): { field: string; value: FilterValue } {
  expectOperands(operator, operands, 'a field name and a value', 2);
  const value = operands[1];
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value))) {
    refuse(`a filter compares with a string or an integer, not ${JSON.stringify(value)}`);
  }
  return { field: fieldName(operator, operands[0]), value };
}

/** Compiles a regular expression as the wire has it: flags may stand before it as "(?is)". */
function compileRegex(pattern: unknown): { pattern: string; regex: RegExp } {
  if (typeof pattern !== 'string') refuse(`a regular expression must be a string, not ${JSON.stringify(pattern)}`);
  const [, flags = '', source = ''] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    return { pattern, regex: new RegExp(source, [...new Set(flags)].join('')) };
  } catch (cause) {
    refuse(`invalid regular expression ${JSON.stringify(pattern)} (${(cause as Error).message})`);
  }
}

/** The wire form of a filter; what was written with the old "=" and "!=" comes out with "==". */
export function writeFilter(filter: Filter): WireFilter {
  switch (filter.op) {
    case 'all':
      return null;
    case 'and':
      return ['&', ...filter.filters.map(writeFilter)];
    case 'or':
      return ['|', ...filter.filters.map(writeFilter)];
    case 'not':
      return ['!', writeFilter(filter.filter)];
    case 'true':
      return ['?', filter.field];
    case 'compare':
      return [filter.comparison, filter.field, filter.value];
    case 'contains':
      return ['=[]', filter.field, filter.value];
    case 'regex':
      return ['=~', filter.field, filter.pattern];
  }
}

/** The names of all fields that a filter looks at, each once. */
export function filterFields(filter: Filter): string[] {
  const found = new Set<string>();
  const visit = (f: Filter): void => {
    if ('field' in f) found.add(f.field);
    else if (f.op === 'not') visit(f.filter);
    else if (f.op === 'and' || f.op === 'or') f.filters.forEach(visit);
  };
  visit(filter);
  return [...found];
}

/** The values that a name field must equal, when that is all the filter asks; null when it asks for more; empty for all items. */
export function requestedNames(filter: Filter, nameField: string): FilterValue[] | null {
  if (filter.op === 'all') return [];
  if (filter.op === 'compare') return filter.comparison === '==' && filter.field === nameField ? [filter.value] : null;
  if (filter.op !== 'or') return null;
  const names: FilterValue[] = [];
  for (const part of filter.filters) {
    const more = requestedNames(part, nameField);
    if (more === null) return null;
    names.push(...more);
  }
  return names;
}

/** The filter for items of which a field has one of the values; everything when there is none. */
export function makeSimpleFilter(field: string, values: readonly FilterValue[]): WireFilter {
  if (values.length === 0) return null;
  return ['|', ...values.map((value): WireFilter => ['==', field, value])];
}
