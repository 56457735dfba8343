function atoms(text: string): (string | number)[] {
  // Eight groups of digits or of anything else; the ninth takes the rest (lib/utils/algo.py of the original).
  const groups: (string | number)[] = [];
  let rest = text;
  while (rest !== '' && groups.length < 8) {
    const part = /^(?:\d+|\D+)/.exec(rest)?.[0] ?? rest;
    groups.push(/^\d/.test(part) ? Number(part) : part);
    rest = rest.slice(part.length);
  }
  if (rest !== '') groups.push(/^\d+$/.test(rest) ? Number(rest) : rest);
  return groups;
}

function compareAtoms(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

/** The names in natural order: node2 before node10. */
export function niceSort(names: readonly string[]): string[] {
  const keyed = names.map((name) => ({ name, key: atoms(name) }));
  keyed.sort((a, b) => {
    const length = Math.max(a.key.length, b.key.length);
    for (let i = 0; i < length; i++) {
      const order = compareAtoms(a.key[i], b.key[i]);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ name }) => name);
}
