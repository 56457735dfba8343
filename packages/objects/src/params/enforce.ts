import type { EnforcedType } from '@gnt/constants';
import { parseSize } from './units.js';

type Outcome = { readonly value: unknown } | { readonly wants: string };

const ok = (value: unknown): Outcome => ({ value });

function toText(value: unknown, maybe: boolean): Outcome {
  if (typeof value === 'string' || (maybe && value === null)) return ok(value);
  // false stands for "unset" where a client has nothing better
  return value === false ? ok('') : { wants: 'string' };
}

function toBool(value: unknown): Outcome {
  if (typeof value !== 'string') return ok(Array.isArray(value) ? value.length > 0 : Boolean(value));
  if (value === '') return ok(false);
  const lower = value.toLowerCase();
  return lower === 'true' || lower === 'false' ? ok(lower === 'true') : { wants: 'boolean' };
}

function toNumber(value: unknown, whole: boolean): Outcome {
  const wants = whole ? 'integer' : 'float';
  if (typeof value === 'boolean') return ok(Number(value));
  if (typeof value === 'string') {
    const text = value.trim();
    const shape = whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    return shape.test(text) ? ok(Number(text)) : { wants };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { wants };
  return ok(whole ? Math.trunc(value) : value);
}

function convert(value: unknown, type: EnforcedType): Outcome {
  switch (type) {
    case 'string':
    case 'maybe-string':
      return toText(value, type === 'maybe-string');
    case 'bool':
      return toBool(value);
    case 'size': {
      const size = parseSize(value);
      return size === undefined ? { wants: 'size' } : ok(size);
    }
    case 'int':
    case 'float':
      return toNumber(value, type === 'int');
  }
}

/** Values brought to their kinds, and what could not be. */
export interface Enforced {
  readonly values: Record<string, unknown>;
  readonly faults: readonly string[];
}

/**
 * Brings each value to the kind its parameter has ("true" to true, "1G" to 1024...). Unknown parameters and values that
 * cannot be brought there are faults; values in `allowed` (like "default") pass as they are.
 */
export function enforceTypes(
  values: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, EnforcedType>>,
  allowed: readonly unknown[] = [],
): Enforced {
  const result: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) {
      faults.push(`Unknown parameter '${name}'`);
    } else if (allowed.includes(value)) {
      result[name] = value;
    } else {
      const outcome = convert(value, type);
      if ('value' in outcome) result[name] = outcome.value;
      else faults.push(`'${name}' (value ${shown(value)}) is not a valid ${outcome.wants}`);
    }
  }
  return { values: result, faults };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
