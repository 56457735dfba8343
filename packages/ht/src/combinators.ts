import type { JsonKind, JsonSchema } from './json-schema.js';
import type { AnyType, Infer, Type } from './type.js';

function plain<T>(kind: JsonKind, text: string, more: JsonSchema = {}): Type<T> {
  return { schema: { type: kind, ...more }, kinds: [kind], text };
}

function union(kinds: readonly (readonly (JsonKind | 'any')[])[]): readonly (JsonKind | 'any')[] {
  const all = [...new Set(kinds.flat())];
  return all.includes('any') ? ['any'] : all;
}

/** Everything that JSON can carry. */
export const any: Type<unknown> = { schema: {}, kinds: ['any'], text: 'anything' };
/** Only null. */
export const none: Type<null> = plain('null', 'null');
export const bool: Type<boolean> = plain('boolean', 'boolean');
export const string: Type<string> = plain('string', 'string');
export const nonEmptyString: Type<string> = plain('string', 'non-empty string', { minLength: 1 });
export const int: Type<number> = plain('integer', 'integer');
export const nonNegativeInt: Type<number> = plain('integer', 'non-negative integer', { minimum: 0 });
export const positiveInt: Type<number> = plain('integer', 'positive integer', { minimum: 1 });
export const negativeInt: Type<number> = plain('integer', 'negative integer', { maximum: -1 });
export const float: Type<number> = plain('number', 'number');
export const nonNegativeFloat: Type<number> = plain('number', 'non-negative number', { minimum: 0 });

/** A string of the given shape; `text` names it in messages. */
export function regex(pattern: RegExp, text: string): Type<string> {
  return plain('string', text, { pattern: pattern.source });
}

/** `type` or null. */
export function maybe<T>(type: Type<T>): Type<T | null> {
  return {
    schema: { anyOf: [{ type: 'null' }, type.schema] },
    kinds: union([['null'], type.kinds]),
    text: `null or ${type.text}`,
    ...(type.values === undefined ? {} : { values: type.values }),
  };
}

/** One of the given values. */
export function oneOf<const V extends readonly (string | number | boolean | null)[]>(values: V): Type<V[number]> {
  const kinds = values.map((v): JsonKind => {
    if (v === null) return 'null';
    if (typeof v === 'number') return Number.isInteger(v) ? 'integer' : 'number';
    return typeof v as 'string' | 'boolean';
  });
  return {
    schema: { enum: values },
    kinds: union([kinds]),
    values,
    text: `one of ${values.map((v) => JSON.stringify(v)).join(', ')}`,
  };
}

/** What any of the alternatives accepts. */
export function anyOf<const A extends readonly AnyType[]>(...types: A): Type<Infer<A[number]>> {
  return {
    schema: { anyOf: types.map((t) => t.schema) },
    kinds: union(types.map((t) => t.kinds)),
    text: types.map((t) => t.text).join(' or '),
  };
}

/** `type`, narrowed by further schema keywords; `text` names the result. */
export function refine<T>(type: Type<T>, more: JsonSchema, text: string): Type<T> {
  return { ...type, schema: { allOf: [type.schema, more] }, text };
}

/** A description that reads on as part of a longer one. */
function nested(text: string): string {
  return /, | or /.test(text) && !/^[[(]/.test(text) ? `(${text})` : text;
}

/** A list of any length whose items are of one type. */
export function list<T>(item: Type<T>): Type<T[]> {
  return { schema: { type: 'array', items: item.schema }, kinds: ['array'], text: `list of ${nested(item.text)}` };
}

/** A list with a fixed number of items, each of its own type. */
export function tuple<const A extends readonly AnyType[]>(
  ...items: A
): Type<{ -readonly [K in keyof A]: Infer<A[K]> }> {
  return {
    schema: {
      type: 'array',
      items: items.map((t) => t.schema),
      minItems: items.length,
      maxItems: items.length,
    },
    kinds: ['array'],
    text: `[${items.map((t) => t.text).join(', ')}]`,
  };
}

/** An object with any keys of one shape and values of one type. */
export function dict<T>(value: Type<T>, key?: Type<string>): Type<Record<string, T>> {
  const schema: JsonSchema = { type: 'object', additionalProperties: value.schema };
  return {
    schema: key ? { ...schema, propertyNames: key.schema } : schema,
    kinds: ['object'],
    text: `object of ${nested(value.text)}`,
  };
}

/** An object with any keys and any values. */
export const anyObject: Type<Record<string, unknown>> = { ...dict(any), text: 'object' };

/** Marks a key of `record` that may be left out. */
export interface OptionalKey<T> {
  readonly optional: Type<T>;
}
export function optionalKey<T>(type: Type<T>): OptionalKey<T> {
  return { optional: type };
}

type Fields = Readonly<Record<string, AnyType | OptionalKey<unknown>>>;
type RequiredKeys<F> = { [K in keyof F]: F[K] extends OptionalKey<unknown> ? never : K }[keyof F];
type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalKey<unknown> ? K : never }[keyof F];
type Simplify<T> = { [K in keyof T]: T[K] };
export type RecordOf<F> = Simplify<
  { [K in RequiredKeys<F>]: Infer<F[K]> } & {
    [K in OptionalKeys<F>]?: F[K] extends OptionalKey<infer T> ? T : never;
  }
>;

/** An object with exactly these keys; unknown ones are refused. */
export function record<const F extends Fields>(fields: F): Type<RecordOf<F>> {
  const entries = Object.entries(fields);
  const schemas = entries.map(([k, f]): [string, JsonSchema] => [k, 'optional' in f ? f.optional.schema : f.schema]);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(schemas),
      required: entries.filter(([, f]) => !('optional' in f)).map(([k]) => k),
      additionalProperties: false,
    },
    kinds: ['object'],
    text: `object with ${entries.map(([k]) => k).join(', ')}`,
  };
}
