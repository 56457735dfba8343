import type { FieldDefinition, Filter, Resource, ResultEntry } from '@gnt/protocol';
import type { ConfigView } from './view.js';
import type { ConfigSource, QuerySources } from './sources.js';

interface FieldBase extends FieldDefinition {
  /** How a filter compares its value when not as it is: as a host name (short forms match), or as [seconds, microseconds]. */
  readonly match?: 'hostname' | 'timestamp';
}

/** A field whose value the configuration has. */
export interface ConfigField<I> extends FieldBase {
  readonly data: 'config';
  readonly get: (item: I, view: ConfigView) => ResultEntry;
}
/** A field whose value must be collected: from nodes, job files, locks. */
export interface LiveField<I, R> extends FieldBase {
  readonly data: 'live';
  readonly getLive: (item: I, runtime: R, view: ConfigView) => ResultEntry;
}
/** One field of a resource: list, filter, sort, list-fields and which data to collect follow from it. */
export type Field<I, R = never> = ConfigField<I> | LiveField<I, R>;

/** A field that the configuration answers. */
export function configField<I>(field: Omit<ConfigField<I>, 'data'>): ConfigField<I> {
  return { data: 'config', ...field };
}
/** A field that needs data collected beforehand. */
export function liveField<I, R>(field: Omit<LiveField<I, R>, 'data'>): LiveField<I, R> {
  return { data: 'live', ...field };
}

/** The same field under another name. */
export function aliasOf<I, R>(fields: readonly Field<I, R>[], alias: string, name: string): Field<I, R> {
  const field = fields.find((f) => f.name === name);
  if (!field) throw new Error(`alias ${alias}: there is no field ${name}`);
  return { ...field, name: alias };
}

/** What a resource is told when its items are asked for. */
export interface ItemRequest<S = QuerySources> {
  readonly view: ConfigView;
  readonly sources: S;
  /** Names that the filter asks for and nothing else; empty when all items are to be looked at. */
  readonly names: readonly (string | number)[];
  /** The requested fields. */
  readonly fields: ReadonlySet<string>;
}
/** What a resource is told when data are to be collected. */
export interface CollectRequest<S = QuerySources> {
  readonly view: ConfigView;
  readonly sources: S;
  /** The requested fields and those of the filter. */
  readonly fields: ReadonlySet<string>;
}

/** A kind of item: its fields, where its items come from and how their data are collected. */
export interface ResourceDefinition<I, R extends object, S extends ConfigSource = QuerySources> {
  readonly name: Resource;
  /** Who answers: LUXI's Query, or an opcode. */
  readonly via: 'luxi' | 'opcode';
  readonly fields: readonly Field<I, R>[];
  /** The field that names given by a user are compared with. */
  readonly nameField: string;
  /** The field that UUIDs are compared with in the old queries. */
  readonly uuidField: string;
  /** Items in the order of the answer. */
  readonly items: (request: ItemRequest<S>) => readonly I[] | Promise<readonly I[]>;
  /** Live data of items; called when a live field is asked for. An item may come more than once, or not at all. */
  readonly collect?: (items: readonly I[], request: CollectRequest<S>) => Promise<readonly (readonly [I, R])[]>;
}

/** A resource whatever its items are. */
export interface QueryResource<S extends ConfigSource = QuerySources> {
  readonly name: Resource;
  readonly via: 'luxi' | 'opcode';
  readonly nameField: string;
  readonly uuidField: string;
  /** All fields by name. */
  readonly fields: ReadonlyMap<string, FieldDefinition & { readonly data: 'config' | 'live' }>;
  /** Values of the fields for the items that pass the filter. */
  run(fields: readonly string[], filter: Filter, sources: S): Promise<QueryAnswer>;
}
/** Fields and rows of a query. */
export interface QueryAnswer {
  readonly fields: readonly FieldDefinition[];
  readonly data: readonly (readonly ResultEntry[])[];
}
