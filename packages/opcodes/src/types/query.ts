import { ht } from '@gnt/ht';

/** Resources that opcodes can query. */
export const queryTypeOp = ht.oneOf([
  'cluster',
  'export',
  'extstorage',
  'filter',
  'group',
  'instance',
  'job',
  'lock',
  'network',
  'node',
  'os',
]);

/** How a cell of a query came out: 0 normal, 1 unknown field, 2 no data, 3 not available, 4 offline. */
export const queryResultCode = ht.oneOf([0, 1, 2, 3, 4]);

const queryFieldKind = ht.oneOf(['bool', 'float', 'number', 'other', 'text', 'timestamp', 'unit', 'unknown']);

/** One column of a query. */
export const queryFieldDef = ht.record({
  name: ht.nonEmptyString,
  title: ht.nonEmptyString,
  kind: queryFieldKind,
  doc: ht.nonEmptyString,
});

/** Columns and rows of a query. */
export const queryResponse = ht.record({
  fields: ht.list(queryFieldDef),
  data: ht.list(ht.list(ht.tuple(queryResultCode, ht.any))),
});

/** Columns that a query may ask for. */
export const queryFieldsResponse = ht.record({ fields: ht.list(queryFieldDef) });
