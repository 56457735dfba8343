import { type QFT_ALL, type RS_ALL } from '@gnt/constants';

/** What a value stands for, beside the value itself (RS_NORMAL and its like). */
export type ResultStatus = (typeof RS_ALL)[number];

/** The kind of a field's values; it decides how a list prints them. */
export type FieldKind = (typeof QFT_ALL)[number];

/** One field as clients see it. */
export interface FieldDefinition {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly doc: string;
}

/** A status and a value, null unless the status is RS_NORMAL. */
export type ResultEntry = readonly [ResultStatus, unknown];

/** What Query answers. */
export interface QueryResult {
  readonly fields: readonly FieldDefinition[];
  readonly data: readonly (readonly ResultEntry[])[];
}
/** What QueryFields answers. */
export interface QueryFieldsResult {
  readonly fields: readonly FieldDefinition[];
}
