import { argumentName, isOptional, type ArgumentRow, type OptionRow } from './option.js';

type Row = Omit<OptionRow<never>, 'apply'>;

function shortForm(row: Row): string {
  if (row.short === undefined) return '';
  if (row.argument === undefined) return `-${row.short}`;
  return isOptional(row) ? `-${row.short}[${argumentName(row)}]` : `-${row.short} ${argumentName(row)}`;
}

function longForm(row: Row): string {
  if (row.argument === undefined) return `--${row.long}`;
  return isOptional(row) ? `--${row.long}[=${argumentName(row)}]` : `--${row.long}=${argumentName(row)}`;
}

/** Options as an aligned list under a header line. */
export function optionList(header: string, rows: readonly Row[]): string {
  const shorts = rows.map(shortForm);
  const longs = rows.map(longForm);
  const width = (cells: readonly string[]): number => cells.reduce((w, cell) => Math.max(w, cell.length), 0);
  const [ws, wl] = [width(shorts), width(longs)];
  const lines = rows.map((row, i) => `  ${shorts[i]!.padEnd(ws)}  ${longs[i]!.padEnd(wl)}  ${row.help}\n`);
  return `${header}\n${lines.join('')}`;
}

/** What completion scripts read: options and arguments, one a line. */
export function completionInfo(rows: readonly Row[], args: readonly ArgumentRow[]): string {
  const options = rows.map((row) => {
    const flags = [...(row.short === undefined ? [] : [`-${row.short}`]), `--${row.long}`];
    return `${flags.join(',')} ${row.completion ?? 'none'}\n`;
  });
  const rest = args.map((a) => `${a.completion} ${String(a.min)} ${a.max === undefined ? 'none' : String(a.max)}\n`);
  return [...options, ...rest].join('');
}
