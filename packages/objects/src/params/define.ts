import type { EnforcedType } from '@gnt/constants';

/** A cheap check of a value, made on the master without looking at any machine. */
export interface SyntaxCheck {
  readonly accepts: (value: unknown) => boolean;
  /** What is asked for, to end the sentence "parameter X ...". */
  readonly says: string;
  /** The values let in, when they can be listed. */
  readonly allowed?: readonly (string | number)[];
}

/** One parameter: kind of value, default, meaning. */
export interface ParamSpec {
  readonly type: EnforcedType;
  readonly default: string | number | boolean;
  readonly doc: string;
  /** Must not be empty when all levels are filled in. */
  readonly required?: true;
  readonly check?: SyntaxCheck;
  /** Can be set for the cluster only, not for one object. */
  readonly globalOnly?: true;
  /** Column title in queries, where it is not made from the name. */
  readonly title?: string;
}

export type ParamTable = Readonly<Record<string, ParamSpec>>;

type ValueOf<K extends EnforcedType> = K extends 'bool'
  ? boolean
  : K extends 'int' | 'size' | 'float'
    ? number
    : K extends 'maybe-string'
      ? string | null
      : string;

/** The filled values of a table of parameters. */
export type ParamValues<T extends ParamTable> = { [K in keyof T]: ValueOf<T[K]['type']> };

/** Default values of a table. */
export function defaultsOf<T extends ParamTable>(table: T): ParamValues<T> {
  return Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, spec.default])) as ParamValues<T>;
}

/** Kinds of value by parameter, as `enforceTypes` takes them. */
export function typesOf(table: ParamTable): Readonly<Record<string, EnforcedType>> {
  return Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, spec.type]));
}

/** Names of the parameters that can be set for the cluster only. */
export function globalsOf(table: ParamTable): readonly string[] {
  return Object.entries(table).flatMap(([name, spec]) => (spec.globalOnly ? [name] : []));
}
