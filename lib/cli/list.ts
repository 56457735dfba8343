import { makeFilter, type WireFilter } from '@gnt/protocol';
import { EXIT_SUCCESS, EXIT_UNKNOWN_FIELD } from '@gnt/constants';
import type { QueryKind } from '@gnt/luxi-client';
import { defineCommand, many } from './framework/command.js';
import type { Session } from './framework/session.js';
import { fieldListOptions } from './options.js';
import { str } from './output/python.js';
import { formatQuery, unknownFields, type Formatter, type Formatters } from './output/query.js';
import { formatTable } from './output/table.js';
import type { SizeUnit } from './output/units.js';

/** The options of a list, of which some commands lack a few. */
export interface ListOptions {
  readonly noHeaders: boolean;
  readonly separator: string | null;
  readonly units?: SizeUnit | null;
  readonly output: string | null;
  readonly verbose: boolean;
  readonly forceFilter?: boolean;
}

/** What is listed. */
export interface ListRequest {
  readonly resource: QueryKind;
  readonly fields: readonly string[];
  readonly names?: readonly string[];
  readonly formatters?: Formatters;
  /** The field that the arguments name, where it is not "name". */
  readonly nameField?: string;
  /** That field holds numbers. */
  readonly numeric?: boolean;
  /** What must be true besides. */
  readonly filter?: WireFilter;
}

/** The columns wanted: those of -o, or the default ones, to which "+a,b" adds. */
export function selectFields(output: string | null, defaults: readonly string[]): string[] {
  if (output === null) return [...defaults];
  return output.startsWith('+') ? [...defaults, ...output.slice(1).split(',')] : output.split(',');
}

function warnUnknown(session: Session, names: readonly string[]): number {
  if (names.length === 0) return EXIT_SUCCESS;
  session.err(`Warning: Queried for unknown fields ${names.join(', ')}`);
  return EXIT_UNKNOWN_FIELD;
}

/** Lists items of a resource; the exit code tells whether all fields exist. */
export async function listItems(session: Session, options: ListOptions, request: ListRequest): Promise<number> {
  const { nameField, numeric } = request;
  const named = makeFilter(request.names ?? [], {
    ...(nameField === undefined ? {} : { nameField }),
    ...(numeric === undefined ? {} : { numeric }),
    forceFilter: options.forceFilter ?? false,
  });
  const more = request.filter ?? null;
  const qfilter: WireFilter = named === null || more === null ? (named ?? more) : ['&', named, more];
  const result = await (await session.client()).query(request.resource, request.fields, qfilter);
  const exitCode = warnUnknown(session, unknownFields(result.fields));
  const style = {
    headers: !options.noHeaders,
    separator: options.separator,
    units: options.units ?? null,
    verbose: options.verbose,
    ...(request.formatters === undefined ? {} : { formatters: request.formatters }),
  };
  for (const line of formatQuery(result, style)) session.out(line);
  return exitCode;
}

const KINDS: Readonly<Record<string, string>> = {
  unknown: 'Unknown',
  text: 'Text',
  bool: 'Boolean',
  number: 'Number',
  float: 'Floating-point number',
  unit: 'Storage size',
  timestamp: 'Timestamp',
  other: 'Custom',
};

/** Lists the fields that items of a resource have. */
async function listFields(
  session: Session,
  options: { readonly noHeaders: boolean; readonly separator: string | null },
  resource: QueryKind,
  names: readonly string[],
): Promise<number> {
  const { fields } = await (await session.client()).queryFields(resource, names.length === 0 ? null : names);
  const exitCode = warnUnknown(session, unknownFields(fields));
  const columns = ['Name', 'Type', 'Title', 'Description'].map((title) => ({ title }));
  const rows = fields.map((f) => [f.name, KINDS[f.kind] ?? f.kind, f.title, f.doc]);
  const style = { headers: !options.noHeaders, separator: options.separator };
  for (const line of formatTable(rows, columns, style)) session.out(line);
  return exitCode;
}

/** A list in one cell, its items separated by commas. */
export const joined: Formatter = { text: (values) => (values as unknown[]).map(str).join(',') };

/** The command `list-fields` of a tool: the columns that its list may have. */
export function fieldsCommand(tool: string, resource: QueryKind, usage: string) {
  return defineCommand({
    tool,
    name: 'list-fields',
    usage,
    args: [many('unknown')],
    options: fieldListOptions,
    run: ({ opts, args, session }) => listFields(session, opts, resource, args),
  });
}
