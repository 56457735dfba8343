import { RS_NODATA, RS_NORMAL, RS_OFFLINE, RS_UNAVAIL, RS_UNKNOWN } from '@gnt/constants';
import type { ResultEntry } from '@gnt/protocol';

/** The value could not be had. */
export const NO_DATA: ResultEntry = [RS_NODATA, null];
/** The item has no such property. */
export const UNAVAILABLE: ResultEntry = [RS_UNAVAIL, null];
/** There is no such field. */
export const UNKNOWN: ResultEntry = [RS_UNKNOWN, null];
/** The node that would know is marked offline. */
export const OFFLINE: ResultEntry = [RS_OFFLINE, null];

/** A value. */
export function normal(value: unknown): ResultEntry {
  return [RS_NORMAL, value];
}
/** A value, or that it could not be had. */
export function orNoData(value: unknown): ResultEntry {
  return value === undefined || value === null ? NO_DATA : [RS_NORMAL, value];
}
/** A value, or that the item has none. */
export function orUnavailable(value: unknown): ResultEntry {
  return value === undefined || value === null ? UNAVAILABLE : [RS_NORMAL, value];
}
/** What stands for the values of a node that could not be asked. */
export function failed(result: { readonly offline: boolean }): ResultEntry {
  return result.offline ? OFFLINE : NO_DATA;
}
