import { ht } from '@gnt/ht';
import { optional, required } from '../define.js';
import { tagKind } from '../types/index.js';

export const pTagKind = required(tagKind, 'What carries the tags.');
export const pTagName = optional(
  ht.maybe(ht.string),
  null,
  'Name of the instance, node, group or network; not used for the cluster.',
);
export const pTags = required(ht.list(ht.string), 'Tags, each of at most 128 characters.');
export const pOptionalTags = optional(ht.list(ht.nonEmptyString), [], 'Tags to begin with.');
