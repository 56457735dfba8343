import { str } from './python.js';
import { formatTable } from './table.js';
import { formatUnit, type SizeUnit } from './units.js';

/** Columns of a table whose rows come from an opcode, by field; sizes are numbers of MiB. */
export type RowColumns = Readonly<Record<string, { readonly title: string; readonly size?: true }>>;

/** The options such a table has. */
export interface RowOptions {
  readonly noHeaders: boolean;
  readonly separator: string | null;
  readonly units: SizeUnit | null;
}

/** The lines of a table whose rows come from an opcode; a field that has no column is shown under its own name. */
export function formatRows(
  rows: readonly (readonly unknown[])[],
  fields: readonly string[],
  columns: RowColumns,
  { noHeaders, separator, units }: RowOptions,
): string[] {
  const unit = units ?? (separator === null || separator === '' ? 'h' : 'm');
  const shown = rows.map((row) =>
    row.map((value, i) => {
      const isSize = columns[fields[i] ?? '']?.size === true && typeof value === 'number';
      return isSize ? formatUnit(Math.trunc(value), unit) : str(value);
    }),
  );
  const layout = fields.map((field) => ({
    title: columns[field]?.title ?? field,
    alignRight: columns[field]?.size ?? false,
  }));
  return formatTable(shown, layout, { headers: !noHeaders, separator, padLastTitle: true });
}
