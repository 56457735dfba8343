/** An object of a configuration of any version, before it has been brought into shape. */
export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; throws when there is none. */
export function objectAt(parent: Json, key: string, where = 'the configuration'): Json {
  const value = parent[key];
  if (!isJson(value)) throw new Error(`Cannot find '${key}' in ${where}`);
  return value;
}

/** The objects of a map under a key; throws when there is none. */
export function objectsAt(parent: Json, key: string): Json[] {
  return Object.values(objectAt(parent, key)).filter(isJson);
}

/** The objects of a list under a key; none when there is no list. */
export function listAt(parent: Json, key: string): Json[] {
  const value = parent[key];
  return Array.isArray(value) ? (value as unknown[]).filter(isJson) : [];
}

/** The text under a key, or undefined. */
export function textAt(parent: Json, key: string): string | undefined {
  const value = parent[key];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a value is absent or empty, as the original's tests take it. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
