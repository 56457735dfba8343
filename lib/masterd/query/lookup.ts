import { ECODE_NOENT, OpPrereqError } from '@gnt/protocol';

interface Named {
  /** Missing while the object is only reserved. */
  readonly name?: string;
}

/** Whether a name given by a user means the full name: equal, or its beginning up to a dot. */
export function nameMatches(full: string, given: string): boolean {
  return full === given || full.startsWith(`${given}.`);
}

/** The one object of a UUID, a name, or an unambiguous short name; throws OpPrereqError when there is none or more than one. */
export function findObject<T extends Named>(kind: string, objects: Readonly<Record<string, T>>, given: string): T {
  const byUuid = Object.hasOwn(objects, given) ? objects[given] : undefined;
  if (byUuid) return byUuid;
  const similar: T[] = [];
  for (const object of Object.values(objects)) {
    if (object.name === undefined) continue;
    if (object.name === given) return object;
    if (nameMatches(object.name, given)) similar.push(object);
  }
  const [only] = similar;
  if (only && similar.length === 1) return only;
  throw new OpPrereqError(`${kind} name ${given} ${only ? 'has multiple matches' : 'not found'}`, ECODE_NOENT);
}

/** The objects of the names among `wanted`, in their order; all of them when there is none. */
export function namedOrAll<T extends Named>(
  kind: string,
  wanted: readonly (string | number)[],
  objects: Readonly<Record<string, T>>,
  all: readonly T[],
): readonly T[] {
  const names = wanted.filter((name) => typeof name === 'string');
  return names.length === 0 ? all : names.map((name) => findObject(kind, objects, name));
}
