import { str } from './python.js';
import { romanOr } from './roman.js';

type Params = Readonly<Record<string, unknown>>;

function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters with those that are not set here marked "default (value)". */
export function withDefaults(own: Params, actual: Params, roman = false): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(actual)) {
    if (isParams(value) && Object.keys(value).length > 0) {
      const inner = own[key];
      result[key] = withDefaults(isParams(inner) ? inner : {}, value, roman);
    } else {
      result[key] = Object.hasOwn(own, key) ? str(romanOr(own[key], roman)) : `default (${str(romanOr(value, roman))})`;
    }
  }
  return result;
}

/** Parameters by group with all values as text. */
export function groupedParams(params: Params, roman = false): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      key,
      isParams(value) ? groupedParams(value, roman) : str(romanOr(value, roman)),
    ]),
  );
}
