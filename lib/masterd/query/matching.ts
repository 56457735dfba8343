import { ganetiError, type Filter, type FilterValue, type ResultEntry } from '@gnt/protocol';
import { RS_NORMAL } from '@gnt/constants';
import type { Comparison } from '@gnt/protocol';
import type { Field } from './define.js';
import { nameMatches } from './lookup.js';
import type { ConfigView } from './view.js';

/**
 * Whether an item passes; undefined when that depends on live data and none were given: it is let through then, to be
 * asked again with data.
 */
export type Matcher<I, R> = (item: I, view: ConfigView, runtime: R | null) => boolean | undefined;
type Test = (value: unknown) => boolean;

function parameterError(message: string): Error {
  return ganetiError('ParameterError', [message]);
}

/** Makes one function of a filter, its fields resolved; throws a ParameterError for a field that does not exist. */
export function compileFilter<I, R extends object>(
  filter: Filter,
  fields: ReadonlyMap<string, Field<I, R>>,
): Matcher<I, R> {
  switch (filter.op) {
    case 'all':
      return () => true;
    case 'and':
      return combine(
        filter.filters.map((f) => compileFilter(f, fields)),
        false,
      );
    case 'or':
      return combine(
        filter.filters.map((f) => compileFilter(f, fields)),
        true,
      );
    case 'not': {
      const inner = compileFilter(filter.filter, fields);
      return (item, view, runtime) => {
        const verdict = inner(item, view, runtime);
        return verdict === undefined ? undefined : !verdict;
      };
    }
    default:
      return leaf(filter, fields);
  }
}

/** Asks one after the other until one gives `decisive`; when none does and one cannot tell, the whole cannot. */
function combine<I, R>(parts: readonly Matcher<I, R>[], decisive: boolean): Matcher<I, R> {
  return (item, view, runtime) => {
    let whole: boolean | undefined = !decisive;
    for (const part of parts) {
      const verdict = part(item, view, runtime);
      if (verdict === decisive) return decisive;
      if (verdict === undefined) whole = undefined;
    }
    return whole;
  };
}

type Leaf = Extract<Filter, { readonly field: string }>;

function leaf<I, R extends object>(filter: Leaf, fields: ReadonlyMap<string, Field<I, R>>): Matcher<I, R> {
  const field = fields.get(filter.field);
  if (!field) throw parameterError(`Can't find field named '${filter.field}'`);
  const test = testOf(filter, field.match);
  // A value that could not be had says nothing against the item.
  const judge = ([status, value]: ResultEntry): boolean =>
    status !== RS_NORMAL || test(field.match === 'timestamp' ? secondsOf(value) : value);
  if (field.data === 'config') return (item, view) => judge(field.get(item, view));
  return (item, view, runtime) => (runtime === null ? undefined : judge(field.getLive(item, runtime, view)));
}

function secondsOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function testOf(filter: Leaf, match: 'hostname' | 'timestamp' | undefined): Test {
  switch (filter.op) {
    case 'true':
      return (value) => {
        if (typeof value !== 'boolean')
          throw parameterError(`Value ${JSON.stringify(value)} of '${filter.field}' is neither true nor false`);
        return value;
      };
    case 'regex':
      return (value) => {
        if (typeof value !== 'string')
          throw parameterError(`Value ${JSON.stringify(value)} of '${filter.field}' is no text to match`);
        return filter.regex.test(value);
      };
    case 'contains':
      return (value) => {
        if (!Array.isArray(value))
          throw parameterError(`Value ${JSON.stringify(value)} of '${filter.field}' is not a list`);
        return value.includes(filter.value);
      };
    case 'compare':
      return comparison(filter.field, filter.comparison, filter.value, match === 'hostname');
  }
}

const ORDERS: Readonly<Record<Comparison, (a: FilterValue, b: FilterValue) => boolean>> = {
  '==': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function comparison(field: string, operator: Comparison, constant: FilterValue, hostname: boolean): Test {
  const order = ORDERS[operator];
  const asName = hostname && typeof constant === 'string' && operator === '==';
  return (value) => {
    if (typeof value !== typeof constant) {
      throw parameterError(
        `Value ${JSON.stringify(value)} of '${field}' cannot be compared with ${JSON.stringify(constant)}`,
      );
    }
    if (asName) return nameMatches(value as string, constant);
    return order(value as FilterValue, constant);
  };
}
