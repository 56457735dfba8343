import { ht, type AnyType, type OptionalKey, type Type } from '@gnt/ht';
import { jsonText, type TextWriter } from './json-text.js';

/** When a field is in the file: always; only when set; always, `fill` standing in; only when it differs from `fill`. */
export type Presence = 'required' | 'optional' | 'default' | 'sparse';

/** What is known of one field of a configuration class. */
export interface Field<V> {
  readonly presence: Presence;
  /** Checks a value that is not made of other classes. */
  readonly type: Type<V>;
  /** The class of what the field holds, when it is made of configuration objects. */
  readonly of?: { readonly shape: 'one' | 'list' | 'map'; readonly class: () => AnyObjectClass };
  /** Value of an absent field. */
  readonly fill?: () => V;
  /** The field it belongs to, when the original counts both as one (a disk's kind is part of its logical id). */
  readonly partOf?: string;
  /** Text of a value in config.data. */
  readonly text: TextWriter;
}

/** One descriptor for each key of `T`, in the order of the file. */
export type FieldTable<T> = { readonly [K in keyof T]-?: Field<NonNullable<T[K]>> };

/** A class of configuration objects: its name and its fields in the order of the file. */
export interface ObjectClass<T> {
  readonly name: string;
  readonly fields: FieldTable<T>;
  /** With `forthcoming: true` an object may lack every field but its uuid. */
  readonly mayBeForthcoming: boolean;
  /** Schema and TypeScript type as one value (built on first use). */
  readonly type: Type<T>;
}

/** A class whose objects are looked at by the field table only. */
export interface AnyObjectClass {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  readonly mayBeForthcoming: boolean;
  readonly type: AnyType;
}

/** Fields of an object of unknown class, in the order of its table. */
export function fieldsOf(cls: AnyObjectClass): readonly (readonly [string, Field<unknown>])[] {
  return Object.entries(cls.fields);
}

function schemaOf(cls: AnyObjectClass): AnyType {
  const entries = fieldsOf(cls).map(([name, field]): [string, AnyType | OptionalKey<unknown>] => {
    const type = field.presence === 'optional' ? ht.maybe(field.type) : field.type;
    const must = field.presence === 'required' && !cls.mayBeForthcoming;
    return [name, must ? type : ht.optionalKey(type)];
  });
  return ht.record(Object.fromEntries(entries));
}

/** Defines a class; a key of `T` without descriptor does not compile. */
export function defineObject<T>(
  name: string,
  fields: FieldTable<T>,
  options: { mayBeForthcoming?: boolean } = {},
): ObjectClass<T> {
  let type: AnyType | undefined;
  const cls: ObjectClass<T> = {
    name,
    fields,
    mayBeForthcoming: options.mayBeForthcoming ?? false,
    get type(): Type<T> {
      type ??= schemaOf(cls);
      return type as Type<T>;
    },
  };
  return cls;
}

/** A field that is always there. */
export function required<V>(type: Type<V>, text: TextWriter = jsonText): Field<V> {
  return { presence: 'required', type, text };
}
/** A field that is there when it has a value; null means absent. */
export function optional<V>(type: Type<V>, text: TextWriter = jsonText): Field<V> {
  return { presence: 'optional', type, text };
}
/** A field that is always written and may be missing when read. */
export function defaulted<V>(type: Type<V>, fill: () => V, text: TextWriter = jsonText): Field<V> {
  return { presence: 'default', type, fill, text };
}
/** A field that is written only when it is not empty. */
export function sparse<V>(type: Type<V>, fill: () => V, text: TextWriter = jsonText): Field<V> {
  return { presence: 'sparse', type, fill, text };
}
