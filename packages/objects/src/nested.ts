import { ht } from '@gnt/ht';
import type { Type } from '@gnt/ht';
import { fieldsOf, type AnyObjectClass, type Field, type ObjectClass, type Presence } from './descriptor.js';
import { mapText, remembered, type TextWriter } from './json-text.js';

const writers = new WeakMap<AnyObjectClass, TextWriter>();

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function build(cls: AnyObjectClass, object: Readonly<Record<string, unknown>>): string {
  const parts = object['forthcoming'] === true ? ['"forthcoming":true'] : [];
  for (const [name, field] of fieldsOf(cls)) {
    const value = object[name];
    if (value === undefined || value === null || name === 'forthcoming') continue;
    if (field.presence === 'sparse' && isEmpty(value)) continue;
    parts.push(`${JSON.stringify(name)}:${field.text(value)}`);
  }
  return `{${parts.join(',')}}`;
}

/**
 * Text of a configuration object, in the field order of its class. The text of a frozen object is remembered, so that
 * writing a large configuration costs what changed.
 */
export function objectText(cls: AnyObjectClass): TextWriter {
  let writer = writers.get(cls);
  if (!writer)
    writers.set(cls, (writer = remembered((value) => build(cls, value as Readonly<Record<string, unknown>>))));
  return writer;
}

/** A class as the machinery sees it. */
export function anyClass<T>(cls: ObjectClass<T>): AnyObjectClass {
  return cls;
}

interface Options<V> {
  readonly presence?: Presence;
  readonly fill?: () => V;
}

function nested<V>(
  shape: 'one' | 'list' | 'map',
  cls: () => AnyObjectClass,
  type: Type<V>,
  text: TextWriter,
  options: Options<V>,
): Field<V> {
  const { presence = 'required', fill } = options;
  return { presence, type, of: { shape, class: cls }, text, ...(fill ? { fill } : {}) };
}

/** A field that holds one object of a class. */
export function one<T>(cls: () => ObjectClass<T>, options: Options<T> = {}): Field<T> {
  const any = (): AnyObjectClass => anyClass(cls());
  return nested('one', any, ht.dict(ht.any) as unknown as Type<T>, (v) => objectText(any())(v), options);
}

/** A field that holds a list of objects of a class. */
export function listOf<T>(cls: () => ObjectClass<T>, options: Options<T[]> = {}): Field<T[]> {
  const any = (): AnyObjectClass => anyClass(cls());
  const text: TextWriter = (v) => `[${(v as readonly unknown[]).map(objectText(any())).join(',')}]`;
  return nested('list', any, ht.list(ht.dict(ht.any)) as unknown as Type<T[]>, text, options);
}

/** A field that holds objects of a class by key, written in the order of the keys. */
export function mapOf<T>(
  cls: () => ObjectClass<T>,
  options: Options<Record<string, T>> = {},
): Field<Record<string, T>> {
  const any = (): AnyObjectClass => anyClass(cls());
  const type = ht.dict(ht.dict(ht.any)) as unknown as Type<Record<string, T>>;
  return nested(
    'map',
    any,
    type,
    mapText((v) => objectText(any())(v)),
    options,
  );
}
