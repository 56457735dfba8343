import { ht } from '@gnt/ht';
import { defaulted, required } from '../descriptor.js';
import { setText } from '../json-text.js';

/** When an object was made and last changed, in seconds. */
export interface TimeStamped {
  ctime: number;
  mtime: number;
}
/** Raised by one with each change. */
export interface Numbered {
  serial_no: number;
}
export interface Identified {
  uuid: string;
}
export interface Tagged {
  tags: string[];
}

export const stringMap = ht.dict(ht.string);
/** Parameters whose values are checked by their own tables. */
export const freeMap = ht.dict(ht.any);

export const timeFields = { ctime: defaulted(ht.float, () => 0), mtime: defaulted(ht.float, () => 0) };
export const uuidField = { uuid: required(ht.string) };
export const serialField = { serial_no: required(ht.int) };
export const tagsField = { tags: defaulted(ht.list(ht.string), () => [], setText) };
