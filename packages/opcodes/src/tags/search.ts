import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';

export const opTagsSearch = defineOpcode({
  id: 'OP_TAGS_SEARCH',
  doc: 'Find tags in the whole cluster. Returns a list of [path of the object, tag].',
  summaryField: 'pattern',
  params: {
    pattern: required(ht.nonEmptyString, 'Regular expression that the tag must match somewhere.'),
  },
  result: ht.list(ht.tuple(ht.nonEmptyString, ht.nonEmptyString)),
});
