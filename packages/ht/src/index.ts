export * as ht from './combinators.js';
export type { RecordOf, OptionalKey } from './combinators.js';
export type { JsonKind, JsonSchema } from './json-schema.js';
export type { AnyType, Infer, Type } from './type.js';
