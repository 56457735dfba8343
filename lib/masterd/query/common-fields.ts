import type { EnforcedType } from '@gnt/constants';
import type { Identified, Numbered, ParamTable, Tagged, TimeStamped } from '@gnt/objects';
import type { FieldKind } from '@gnt/protocol';
import type { Immutable } from '../../config/interface.js';
import { configField, type ConfigField } from './define.js';
import { normal, orNoData } from './entry.js';
import type { ConfigView } from './view.js';

/** When an object was made and last changed. */
export function timeFields<I extends TimeStamped>(): ConfigField<I>[] {
  return [
    configField({
      name: 'ctime',
      title: 'CTime',
      kind: 'timestamp',
      doc: 'When it was created',
      get: (i) => normal(i.ctime),
    }),
    configField({
      name: 'mtime',
      title: 'MTime',
      kind: 'timestamp',
      doc: 'When it was last changed',
      get: (i) => normal(i.mtime),
    }),
  ];
}

/** The fields that most objects have: times, UUID, serial number, tags. */
export function objectFields<I extends Immutable<Identified & Numbered & Tagged & TimeStamped>>(
  what: string,
): ConfigField<I>[] {
  return [
    ...timeFields<I>(),
    configField({ name: 'uuid', title: 'UUID', kind: 'text', doc: `UUID of the ${what}`, get: (i) => normal(i.uuid) }),
    configField({
      name: 'serial_no',
      title: 'SerialNo',
      kind: 'number',
      doc: `Serial number of the ${what}, raised with every change`,
      get: (i) => normal(i.serial_no),
    }),
    configField({
      name: 'tags',
      title: 'Tags',
      kind: 'other',
      doc: `Tags of the ${what}`,
      get: (i) => normal([...i.tags].sort()),
    }),
  ];
}

const KIND_OF_TYPE: Readonly<Record<EnforcedType, FieldKind>> = {
  string: 'other',
  'maybe-string': 'other',
  bool: 'bool',
  size: 'unit',
  int: 'number',
  float: 'float',
};

/** One field for each parameter of a table, named prefix/parameter. */
export function parameterFields<I>(
  prefix: string,
  what: string,
  table: ParamTable,
  valuesOf: (item: I, view: ConfigView) => object | undefined,
  toEntry = orNoData,
): ConfigField<I>[] {
  return Object.entries(table).map(([parameter, spec]) =>
    configField({
      name: `${prefix}/${parameter}`,
      title: spec.title ?? `${prefix}/${parameter}`,
      kind: KIND_OF_TYPE[spec.type],
      doc: `${what} parameter "${parameter}", defaults filled in`,
      get: (item, view) =>
        toEntry((valuesOf(item, view) as Readonly<Record<string, unknown>> | undefined)?.[parameter]),
    }),
  );
}
