import { compareNicely } from '@gnt/objects';

/** "a, b, c". */
export function commaJoin(items: Iterable<unknown>): string {
  return [...items].map(String).join(', ');
}

/** A sorted copy, numbers inside names counted as numbers. */
export function niceSort(names: Iterable<string>): string[] {
  return [...names].sort(compareNicely);
}

/** Mebibytes for people: 512M, 1.0G, 2.5T. */
export function formatUnit(mebibytes: number): string {
  if (mebibytes < 1024) return `${Math.round(mebibytes).toFixed(0)}M`;
  if (mebibytes < 1024 * 1024) return `${(mebibytes / 1024).toFixed(1)}G`;
  return `${(mebibytes / 1024 / 1024).toFixed(1)}T`;
}

/** Seconds for people: 1h 2m 3s. */
export function formatSeconds(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(seconds);
  if (rest > 0) {
    for (const [unit, one] of [
      ['d', 86400],
      ['h', 3600],
      ['m', 60],
    ] as const) {
      const complete = Math.floor(rest / one);
      rest -= complete * one;
      if (complete > 0 || parts.length > 0) parts.push(`${String(complete)}${unit}`);
    }
  }
  parts.push(`${String(rest)}s`);
  return parts.join(' ');
}

/** A value as scripts of the original see it: True, None, [1, 'a'] (hook variables, result lists). */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : repr(value);
}

function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([k, v]) => `${quoted(k)}: ${repr(v)}`)
      .join(', ')}}`;
  }
  return '';
}

function quoted(text: string): string {
  const body = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  return body.includes("'") && !body.includes('"') ? `"${body}"` : `'${body.replace(/'/g, "\\'")}'`;
}

/** Those that occur more than once, each once, in order of first appearance. */
export function duplicates<T>(items: Iterable<T>): T[] {
  const seen = new Set<T>();
  const twice = new Set<T>();
  for (const item of items) {
    if (seen.has(item)) twice.add(item);
    seen.add(item);
  }
  return [...twice];
}

/** Any value in a message: texts as they are, all else as JSON. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
