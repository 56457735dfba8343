import { RSS_DESCRIPTION } from '@gnt/constants';
import type { FieldDefinition, QueryResult, ResultStatus } from '@gnt/protocol';
import { str } from './python.js';
import { formatTable, type Column } from './table.js';
import { formatTime } from './time.js';
import { formatUnit, type SizeUnit } from './units.js';

/** How the values of a column become text. */
export interface Formatter {
  readonly text: (value: unknown) => string;
  readonly alignRight?: boolean;
}

/** Formatters of some fields of a resource, by name; the others go by their kind. */
export type Formatters = Readonly<Record<string, Formatter>>;

/** How a list is to look. */
export interface ListStyle {
  readonly headers: boolean;
  readonly separator: string | null;
  readonly units: SizeUnit | null;
  readonly verbose: boolean;
  readonly formatters?: Formatters;
}

const plain: Formatter = { text: str };
const numeric: Formatter = { text: str, alignRight: true };

function formatterOf(field: FieldDefinition, units: SizeUnit, overrides: Formatters): Formatter {
  const override = Object.hasOwn(overrides, field.name) ? overrides[field.name] : undefined;
  if (override) return override;
  switch (field.kind) {
    case 'unit':
      return { text: (size) => (typeof size === 'number' ? formatUnit(size, units) : str(size)), alignRight: true };
    case 'number':
    case 'float':
      return numeric;
    case 'bool':
      return { text: (yes) => (yes ? 'Y' : 'N') };
    case 'timestamp':
      return { text: (time) => formatTime(time) };
    case 'text':
    case 'other':
    case 'unknown':
      return plain;
  }
}

function statusText(status: ResultStatus, verbose: boolean): string {
  const [, [long, short]] = RSS_DESCRIPTION.find(([code]) => code === status) ?? [0, [String(status), String(status)]];
  return verbose ? long : short;
}

/** The lines of the answer to a query. */
export function formatQuery(result: QueryResult, style: ListStyle): string[] {
  const units = style.units ?? (style.separator === null || style.separator === '' ? 'h' : 'm');
  const formatters = result.fields.map((field) => formatterOf(field, units, style.formatters ?? {}));
  const columns = result.fields.map((field, i): Column => ({
    title: field.title,
    alignRight: formatters[i]?.alignRight ?? false,
  }));
  const rows = result.data.map((row) =>
    row.map(([status, value], i) =>
      status === 0 ? (formatters[i] ?? plain).text(value) : statusText(status, style.verbose),
    ),
  );
  return formatTable(rows, columns, style);
}

/** The names of the fields that a query asked for and that do not exist. */
export function unknownFields(fields: readonly FieldDefinition[]): string[] {
  return fields.filter(({ kind }) => kind === 'unknown').map(({ name }) => name);
}
