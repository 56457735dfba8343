const TOKEN = /(?:~0|~1|[^~/])+|$/y;

/**
 * The keys of a path like `/cluster/serial_no` (RFC 6901); undefined for one that does not begin so. What follows the
 * last sound key is ignored, as there (Ganeti.Confd.Utils).
 */
export function pointerKeys(path: string): string[] | undefined {
  const keys: string[] = [];
  let at = 0;
  while (path[at] === '/') {
    TOKEN.lastIndex = at + 1;
    const token = TOKEN.exec(path)?.[0];
    if (token === undefined) break;
    keys.push(token.replaceAll('~1', '/').replaceAll('~0', '~'));
    at = TOKEN.lastIndex;
    if (token === '') break;
  }
  return keys.length === 0 ? undefined : keys;
}

function step(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const index = /^\d+/.exec(key)?.[0];
    return index === undefined ? undefined : (value as unknown[])[Number(index)];
  }
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: string): unknown {
  const keys = pointerKeys(path);
  return keys?.reduce(step, value);
}
