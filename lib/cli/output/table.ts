/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly alignRight?: boolean;
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

/** How a table is to look. */
export interface TableStyle {
  readonly headers: boolean;
  readonly separator: string | null;
  /** Pads the last title to the width of its column, as the original does in tables that are no queries. */
  readonly padLastTitle?: boolean;
}

/** The lines of a table: columns aligned, or joined by a separator. The last column is padded only when aligned right. */
export function formatTable(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  { headers, separator, padLastTitle = false }: TableStyle,
): string[] {
  const lines = headers ? [columns.map((c) => c.title), ...rows] : rows;
  if (separator !== null) return lines.map((line) => line.join(separator));
  const widths = columns.map((_, i) => Math.max(0, ...lines.map((line) => line[i]?.length ?? 0)));
  return lines.map((line, row) =>
    line
      .map((cell, i) => {
        const right = columns[i]?.alignRight ?? false;
        const padded = i < columns.length - 1 || right || (padLastTitle && headers && row === 0);
        return padded ? pad(cell, widths[i] ?? 0, right) : cell;
      })
      .join(' '),
  );
}
