/** What a lookup of a name among several found. */
export interface NameMatch {
  readonly good: boolean;
  /** The full name when the lookup is good, else what was looked for. */
  readonly name: string;
}

/** Finds a name: exactly, or as the only one that starts with it and a dot. */
export function lookupName(names: readonly string[], wanted: string): NameMatch {
  if (names.includes(wanted)) return { good: true, name: wanted };
  const partial = names.filter((name) => name.startsWith(`${wanted}.`));
  return partial.length === 1 ? { good: true, name: partial[0]! } : { good: false, name: wanted };
}

/** The longest domain, from a dot on, that all names end in. */
export function commonSuffix(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined) return '';
  for (let at = first.indexOf('.'); at >= 0; at = first.indexOf('.', at + 1)) {
    const suffix = first.slice(at);
    if (others.every((name) => name.endsWith(suffix))) return suffix;
  }
  return '';
}
