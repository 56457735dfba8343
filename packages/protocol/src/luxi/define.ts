import type { Infer, Type } from '@gnt/ht';

type Args = Readonly<Record<string, Type<unknown>>>;

/** One LUXI method: its arguments in wire order and what it answers. */
export interface LuxiDefinition<A extends Args = Args, R = unknown> {
  readonly doc: string;
  /** Name -> wire type; the order of the keys is the order on the wire. */
  readonly args: A;
  readonly result: Type<R>;
  /** How few arguments are accepted, when the last ones may be left out; they count as null then. */
  readonly minArgs?: number;
  /** The number and kind of `args` is not looked at (the original does not either). */
  readonly anyArgs?: true;
}

export function defineMethod<const A extends Args, R>(definition: LuxiDefinition<A, R>): LuxiDefinition<A, R> {
  return definition;
}

/** The arguments of a method as an object. */
export type LuxiArgsOf<D> = D extends LuxiDefinition<infer A> ? { readonly [K in keyof A]: Infer<A[K]> } : never;
export type LuxiResultOf<D> = D extends LuxiDefinition<Args, infer R> ? R : never;
