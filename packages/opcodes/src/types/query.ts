import { QFT_ALL, QR_VIA_LUXI, QR_VIA_OP, RS_ALL } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** Resources that opcodes can query. */
export const queryTypeOp = ht.oneOf([...QR_VIA_LUXI, ...QR_VIA_OP]);

/** How a cell of a query came out: 0 normal, 1 unknown field, 2 no data, 3 not available, 4 offline. */
export const queryResultCode = ht.oneOf(RS_ALL);

const queryFieldKind = ht.oneOf(QFT_ALL);

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
