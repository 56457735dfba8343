const GROUPS = /\d+|\D+/g;

/** Order of names in which runs of digits count as numbers: node2 before node10, digits before other text. */
export function compareNicely(a: string, b: string): number {
  const [left, right] = [a.match(GROUPS) ?? [], b.match(GROUPS) ?? []];
  for (const [i, x] of left.entries()) {
    const y = right[i];
    if (y === undefined) return 1;
    if (x === y) continue;
    const digits = [x, y].map((part) => /^\d/.test(part));
    if (digits[0] !== digits[1]) return digits[0] ? -1 : 1;
    const order = digits[0] ? Number(x) - Number(y) : x < y ? -1 : 1;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** A copy sorted by the name that `nameOf` gives. */
export function niceSortBy<T>(items: Iterable<T>, nameOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareNicely(nameOf(a), nameOf(b)));
}
