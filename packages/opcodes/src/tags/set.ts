import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pTagKind, pTagName, pTags } from '../params/tags.js';

export const opTagsSet = defineOpcode({
  id: 'OP_TAGS_SET',
  doc: 'Add tags to an object.',
  summaryField: null,
  params: {
    kind: pTagKind,
    tags: pTags,
    name: pTagName,
  },
  result: ht.none,
});
