/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly alignRight?: boolean;
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** The lines of a table: columns aligned, or joined by a separator. The last column is padded only when aligned right. */
export function formatTable(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  { headers, separator }: { readonly headers: boolean; readonly separator: string | null },
): string[] {
  const lines = headers ? [columns.map((c) => c.title), ...rows] : rows;
  if (separator !== null) return lines.map((line) => line.join(separator));
  const widths = columns.map((column, i) => {
    if (i === columns.length - 1 && !column.alignRight) return 0;
    return Math.max(0, ...lines.map((line) => line[i]?.length ?? 0));
  });
  return lines.map((line) =>
    line.map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.alignRight ?? false)).join(' '),
  );
}
