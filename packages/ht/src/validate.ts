import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { AnyType, Type } from './type.js';

/** One thing wrong with a value: where (JSON pointer, "" for the whole) and what, in words. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

let ajv: Ajv | undefined;
const compiled = new WeakMap<AnyType, ValidateFunction>();

function compile(type: AnyType): ValidateFunction {
  let fn = compiled.get(type);
  if (!fn) {
    ajv ??= new Ajv({
      allErrors: true,
      strict: false,
      // JSON.parse makes Infinity of 1e999.
      strictNumbers: true,
      // Keys such as "constructor" are not there unless they were sent.
      ownProperties: true,
      validateFormats: false,
      unicodeRegExp: false,
    });
    fn = ajv.compile(type.schema);
    compiled.set(type, fn);
  }
  return fn;
}

function words(e: ErrorObject): string {
  if (e.keyword === 'additionalProperties') return `unknown key '${String(e.params['additionalProperty'])}'`;
  if (e.keyword === 'required') return `missing key '${String(e.params['missingProperty'])}'`;
  return e.message ?? e.keyword;
}

/** All faults of `value` against `type`; empty when it is accepted. The schema is compiled on first use. */
export function faultsOf(type: AnyType, value: unknown): Fault[] {
  const fn = compile(type);
  if (fn(value)) return [];
  return (fn.errors ?? []).map((e) => ({ path: e.instancePath, message: words(e) }));
}

/** Narrows `value` to what `type` accepts. */
export function accepts<T>(type: Type<T>, value: unknown): value is T {
  return compile(type)(value);
}
