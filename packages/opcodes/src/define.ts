import type { Type } from '@gnt/ht';

/** Who may see a value: `private` ones are stored but never shown, `secret` ones are not even stored. */
export type Sensitivity = 'private' | 'secret';

/** One parameter of an opcode. */
export interface Param<T, R extends boolean = boolean> {
  readonly type: Type<T>;
  readonly required: R;
  /** Value when left out; undefined for a required one. */
  readonly default: T | undefined;
  readonly doc: string;
  /** A submission must carry it although it has a default: the original's luxid insists on these few. */
  readonly onWire?: true;
  readonly sensitivity?: Sensitivity;
}

/** A parameter that each submission must carry. */
export function required<T>(type: Type<T>, doc: string): Param<T, true> {
  return { type, required: true, default: undefined, doc };
}

/** A parameter that may be left out and then has `fallback`. */
export function optional<T>(type: Type<T>, fallback: NoInfer<T>, doc: string): Param<T, false> {
  return { type, required: false, default: fallback, doc };
}

/** Marks a parameter with a default that submissions must carry nevertheless. */
export function onWire<T>(param: Param<T, false>): Param<T, false> {
  return { ...param, onWire: true };
}

/** Marks a parameter whose values (the leaves of an object) are hidden from those who may not see them. */
export function sensitive<T, R extends boolean>(sensitivity: Sensitivity, param: Param<T, R>): Param<T, R> {
  return { ...param, sensitivity };
}

/** Parameters by name, in the original's order. */
export type Params = Readonly<Record<string, Param<unknown>>>;

/** The definition of one opcode: everything that is derived elsewhere starts from this row. */
export interface OpcodeDefinition<Id extends string = string, P extends Params = Params, R = unknown> {
  readonly id: Id;
  /** One or two sentences for the reference documentation. */
  readonly doc: string;
  /** The parameter shown in the job's summary, "INSTANCE_STARTUP(web1)"; null when there is none. */
  readonly summaryField: (keyof P & string) | null;
  /** Words for the summary, where the value itself would not do. */
  summaryText?(params: FilledParams<P>): string;
  /** Its own parameters; those of every opcode are in `commonParams`. */
  readonly params: P;
  readonly result: Type<R>;
  /** False for opcodes that no client may submit. */
  readonly withLu?: boolean;
}

/** Checks a row and keeps its exact type. */
export function defineOpcode<const Id extends string, P extends Params, R>(
  definition: OpcodeDefinition<Id, P, R>,
): OpcodeDefinition<Id, P, R> {
  return definition;
}

type Simplify<T> = { [K in keyof T]: T[K] };
type ParamValue<P> = P extends Param<infer T> ? T : never;
type RequiredNames<P> = { [K in keyof P]: P[K] extends { readonly required: true } ? K : never }[keyof P];

/** All parameters present, as a logical unit sees them. */
export type FilledParams<P> = { -readonly [K in keyof P]: ParamValue<P[K]> };
/** As a client gives them: what has a default may be left out. */
export type GivenParams<P> = Simplify<
  { -readonly [K in RequiredNames<P>]: ParamValue<P[K]> } & {
    -readonly [K in Exclude<keyof P, RequiredNames<P>>]?: ParamValue<P[K]>;
  }
>;
/** What the logical unit of the definition returns. */
export type ResultOf<D> = D extends { readonly result: Type<infer R> } ? R : never;
