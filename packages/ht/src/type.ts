import type { JsonKind, JsonSchema } from './json-schema.js';

/**
 * One value that is a JSON Schema, a TypeScript type and a description in words at once.
 * Build one only with the combinators of this package.
 */
export interface Type<T> {
  /** What ajv checks. */
  readonly schema: JsonSchema;
  /** JSON kinds let in; `any` when nothing is refused by kind. */
  readonly kinds: readonly (JsonKind | 'any')[];
  /** Allowed values when the type (null aside) is an enumeration. */
  readonly values?: readonly unknown[];
  /** For error messages and documentation: "list of non-empty string". */
  readonly text: string;
  /** Never present at run time; carries the TypeScript type. */
  readonly _type?: T;
}

/** The TypeScript type of the values that a `Type` accepts. */
export type Infer<X> = X extends Type<infer T> ? T : never;

/** Any `Type`, whatever it accepts. */
export type AnyType = Type<unknown>;
