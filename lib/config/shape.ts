import { fieldsOf, type AnyObjectClass, type Field } from '@gnt/objects';
import { faultsOf } from '@gnt/ht/validate';

type Raw = Readonly<Record<string, unknown>>;

/** Objects known to be sound: snapshots share most of theirs. */
const sound = new WeakMap<AnyObjectClass, WeakSet<object>>();

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* nestedFaults(field: Field<unknown>, value: unknown, path: string): Generator<string> {
  const { shape, class: cls } = field.of ?? {};
  if (!cls) return;
  if (shape === 'one') {
    yield* shapeFaults(cls(), value, path);
  } else if (shape === 'list') {
    if (!Array.isArray(value)) yield `${path} must be a list`;
    else for (const [i, item] of value.entries()) yield* shapeFaults(cls(), item, `${path}[${String(i)}]`);
  } else if (!isObject(value)) {
    yield `${path} must be an object`;
  } else {
    for (const [key, item] of Object.entries(value)) yield* shapeFaults(cls(), item, `${path}.${key}`);
  }
}

function* fieldFaults(field: Field<unknown>, value: unknown, path: string, needed: boolean): Generator<string> {
  if (value === undefined || value === null) {
    if (needed) yield value === null ? `${path} must not be null` : `${path} is missing`;
    return;
  }
  if (field.of) yield* nestedFaults(field, value, path);
  else
    for (const fault of faultsOf(field.type, value)) yield `${path}${fault.path.replaceAll('/', '.')} ${fault.message}`;
}

function* build(cls: AnyObjectClass, object: Raw, path: string): Generator<string> {
  const forthcoming = cls.mayBeForthcoming && object['forthcoming'] === true;
  for (const [name, field] of fieldsOf(cls)) {
    const needed = field.presence !== 'optional' && (!forthcoming || name === 'uuid');
    yield* fieldFaults(field, object[name], `${path}.${name}`, needed);
  }
  for (const key of Object.keys(object))
    if (!Object.hasOwn(cls.fields, key)) yield `${path} has the unknown key '${key}'`;
}

/** How a value is not an object of its class: missing, unknown and wrong fields, at any depth. */
export function* shapeFaults(cls: AnyObjectClass, value: unknown, path: string): Generator<string> {
  if (!isObject(value)) {
    yield `${path} must be an object`;
    return;
  }
  const known = sound.get(cls);
  if (known?.has(value)) return;
  let faulty = false;
  for (const fault of build(cls, value, path)) {
    faulty = true;
    yield fault;
  }
  if (!faulty && Object.isFrozen(value)) (known ?? sound.set(cls, new WeakSet()).get(cls))?.add(value);
}

function filled(field: Field<unknown>, value: unknown): unknown {
  const { shape, class: cls } = field.of ?? {};
  if (!cls || value === undefined) return value;
  if (shape === 'one') return fillShape(cls(), value);
  if (shape === 'list') return Array.isArray(value) ? value.map((item) => fillShape(cls(), item)) : value;
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillShape(cls(), item)]))
    : value;
}

/** The object with absent fields that have a stand-in filled, and null ones left out, at any depth. */
export function fillShape(cls: AnyObjectClass, value: unknown): unknown {
  if (!isObject(value)) return value;
  const forthcoming = cls.mayBeForthcoming && value['forthcoming'] === true;
  const result: Record<string, unknown> = { ...value };
  for (const [name, field] of fieldsOf(cls)) {
    const given = value[name] ?? undefined;
    const fill = given === undefined && !forthcoming ? field.fill?.() : filled(field, given);
    if (fill === undefined) Reflect.deleteProperty(result, name);
    else result[name] = fill;
  }
  return result;
}
