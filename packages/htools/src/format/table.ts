/** Characters of a text as a terminal counts them, roughly. */
const length = (text: string): number => Array.from(text).length;

/** A table with a blank before each row and between columns; numbers stand to the right. Ends with a newline. */
export function formatTable(
  prefix: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[],
): string {
  const all = [header, ...rows];
  const widths = header.map((_, c) => all.reduce((max, row) => Math.max(max, length(row[c] ?? '')), 0));
  const pad = (cell: string, c: number): string => {
    const blanks = ' '.repeat(Math.max(0, (widths[c] ?? 0) - length(cell)));
    return numeric[c] === true ? blanks + cell : cell + blanks;
  };
  return all.map((row) => `${prefix} ${row.map(pad).join(' ')}\n`).join('');
}
