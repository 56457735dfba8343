import type { AnyType, Infer, Type } from '@gnt/ht';

/** One parameter of an opcode. */
export interface Param<T, R extends boolean = boolean> {
  readonly type: Type<T>;
  readonly required: R;
  /** Value when left out; undefined for a required one. */
  readonly default: T | undefined;
  readonly doc: string;
}

/** A parameter that each submission must carry. */
export function required<T>(type: Type<T>, doc: string): Param<T, true> {
  return { type, required: true, default: undefined, doc };
}

/** A parameter that may be left out and then has `fallback`. */
export function optional<T>(type: Type<T>, fallback: NoInfer<T>, doc: string): Param<T, false> {
  return { type, required: false, default: fallback, doc };
}

type Params = Readonly<Record<string, Param<unknown>>>;

/** The definition of one opcode: everything that is derived elsewhere starts from this row. */
export interface OpcodeDefinition<Id extends string = string, P extends Params = Params, R = unknown> {
  readonly id: Id;
  /** One or two sentences for the reference documentation. */
  readonly doc: string;
  /** The parameter shown in the job's summary, "INSTANCE_STARTUP(web1)"; null when there is none. */
  readonly summaryField: (keyof P & string) | null;
  readonly params: P;
  readonly result: Type<R>;
  /** False for opcodes that no client may submit. */
  readonly withLu?: boolean;
}

export function defineOpcode<const Id extends string, P extends Params, R>(
  definition: OpcodeDefinition<Id, P, R>,
): OpcodeDefinition<Id, P, R> {
  return definition;
}

type Simplify<T> = { [K in keyof T]: T[K] };
type ParamValue<P> = P extends Param<infer T> ? T : never;
type RequiredNames<P> = { [K in keyof P]: P[K] extends Param<never, true> | Param<unknown, true> ? K : never }[keyof P];

/** All parameters present, as a logical unit sees them. */
export type FilledParams<P> = Simplify<{ [K in keyof P]: ParamValue<P[K]> }>;
/** As a client gives them: what has a default may be left out. */
export type GivenParams<P> = Simplify<
  { [K in RequiredNames<P>]: ParamValue<P[K]> } & { [K in Exclude<keyof P, RequiredNames<P>>]?: ParamValue<P[K]> }
>;
export type ResultOf<D> = D extends OpcodeDefinition<string, Params, infer R> ? R : never;
export type { AnyType, Infer };
