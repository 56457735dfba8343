import { QFT_UNKNOWN } from '@gnt/constants';
import { compareNicely } from '@gnt/objects';
import {
  ECODE_INVAL,
  filterFields,
  ganetiError,
  isResource,
  makeSimpleFilter,
  OpPrereqError,
  readFilter,
  requestedNames,
  type FieldDefinition,
  type Filter,
  type QueryFieldsResult,
  type QueryResult,
  type ResultEntry,
} from '@gnt/protocol';
import type { Field, QueryAnswer, QueryResource, ResourceDefinition } from './define.js';
import { NO_DATA, UNKNOWN } from './entry.js';
import { compileFilter } from './matching.js';
import type { ConfigSource, QuerySources } from './sources.js';
import { ConfigView } from './view.js';

/** What is known of a field for clients, or that it is unknown. */
function definitionOf(name: string, field: FieldDefinition | undefined): FieldDefinition {
  if (!field) return { name, title: name, kind: QFT_UNKNOWN, doc: `Unknown field '${name}'` };
  return { name, title: field.title, kind: field.kind, doc: field.doc };
}

/** Makes a resource of its definition. */
export function defineResource<I, R extends object, S extends ConfigSource = QuerySources>(
  definition: ResourceDefinition<I, R, S>,
): QueryResource<S> {
  const byName = new Map(definition.fields.map((field) => [field.name, field]));
  const { name, via, nameField, uuidField } = definition;
  return {
    name,
    via,
    nameField,
    uuidField,
    fields: byName,
    run: (fields, filter, sources) => runQuery(definition, byName, fields, filter, sources),
  };
}

async function runQuery<I, R extends object, S extends ConfigSource>(
  definition: ResourceDefinition<I, R, S>,
  byName: ReadonlyMap<string, Field<I, R>>,
  fields: readonly string[],
  filter: Filter,
  sources: S,
): Promise<QueryAnswer> {
  const view = ConfigView.of(sources.cfg.snapshot);
  const matches = compileFilter(filter, byName);
  const names = requestedNames(filter, definition.nameField) ?? [];
  const found = await definition.items({ view, sources, names, fields: new Set(fields) });
  // First without live data: only the items that may pass are worth asking for.
  const candidates = filter.op === 'all' ? found : found.filter((item) => matches(item, view, null) ?? true);

  const selected = fields.map((field) => byName.get(field));
  const wanted = new Set([...fields, ...filterFields(filter)]);
  const live = [...wanted].some((field) => byName.get(field)?.data === 'live');
  const rowOf = (item: I, runtime: R | null): ResultEntry[] =>
    selected.map((field) => valueOf(field, item, view, runtime));
  const data: ResultEntry[][] = [];
  if (live && definition.collect) {
    const collected = await definition.collect(candidates, { view, sources, fields: wanted });
    for (const [item, runtime] of collected) {
      if (filter.op === 'all' || matches(item, view, runtime) !== false) data.push(rowOf(item, runtime));
    }
  } else {
    for (const item of candidates) data.push(rowOf(item, null));
  }
  return { fields: fields.map((field, i) => definitionOf(field, selected[i])), data };
}

function valueOf<I, R>(field: Field<I, R> | undefined, item: I, view: ConfigView, runtime: R | null): ResultEntry {
  if (!field) return UNKNOWN;
  if (field.data === 'config') return field.get(item, view);
  return runtime === null ? NO_DATA : field.getLive(item, runtime, view);
}

/** Old form of an answer: plain values; unknown fields are refused. */
export function plainRows(answer: QueryAnswer): unknown[][] {
  const unknown = answer.fields.filter((field) => field.kind === QFT_UNKNOWN).map((field) => field.name);
  if (unknown.length > 0) throw new OpPrereqError(`Unknown output fields selected: ${unknown.join(', ')}`, ECODE_INVAL);
  return answer.data.map((row) => row.map(([, value]) => value));
}

/** The named fields of a kind of item in this order; all in that of their names when none is named. */
export function describeFields({ fields }: Pick<QueryResource, 'fields'>, names: readonly string[]): QueryFieldsResult {
  const wanted = names.length === 0 ? [...fields.keys()].sort(compareNicely) : names;
  return { fields: wanted.map((name) => definitionOf(name, fields.get(name))) };
}

/** Answers queries with the resources it is given. Takes no locks, waits for no job; safe for concurrent use. */
export class QueryEngine {
  readonly #resources: ReadonlyMap<string, QueryResource>;
  readonly #sources: QuerySources;

  constructor(resources: readonly QueryResource[], sources: QuerySources) {
    this.#resources = new Map(resources.map((resource) => [resource.name, resource]));
    this.#sources = sources;
  }

  /** LUXI's Query. A ParseError means that the request itself is wrong. */
  async query(what: unknown, fields: readonly string[], filter: unknown): Promise<QueryResult> {
    return this.#luxiResource(what).run(fields, readFilter(filter), this.#sources);
  }

  /** LUXI's QueryFields: the named fields in this order, or all in that of their names. */
  queryFields(what: unknown, names: readonly string[] | null): QueryFieldsResult {
    return describeFields(this.#luxiResource(what), names ?? []);
  }

  /** A query for plain values of named items (all when none is named); names that do not exist are left out. */
  async plain(
    what: string,
    names: readonly (string | number)[],
    fields: readonly string[],
    options: { byUuidOnly?: boolean } = {},
  ): Promise<unknown[][]> {
    const resource = this.#luxiResource(what);
    const keys = options.byUuidOnly ? [resource.uuidField] : [resource.nameField, resource.uuidField];
    const filter = readFilter(['|', ...keys.map((key) => makeSimpleFilter(key, names))]);
    return plainRows(await resource.run(fields, filter, this.#sources));
  }

  #luxiResource(what: unknown): QueryResource {
    const resource = isResource(what) ? this.#resources.get(what) : undefined;
    // The original's LUXI has never heard of extstorage, and knows cluster and os but does not answer for them.
    if (!resource || resource.name === 'extstorage')
      throw ganetiError('ParseError', [`Failed to parse request: no resource ${JSON.stringify(what)}`]);
    if (resource.via === 'opcode')
      throw ganetiError('GenericError', [`Query of '${resource.name}' is not supported by LUXI, submit its opcode`]);
    return resource;
  }
}
