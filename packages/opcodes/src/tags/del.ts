import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pTagKind, pTagName, pTags } from '../params/tags.js';

export const opTagsDel = defineOpcode({
  id: 'OP_TAGS_DEL',
  doc: 'Remove tags from an object; each must be there.',
  summaryField: null,
  params: {
    kind: pTagKind,
    tags: pTags,
    name: pTagName,
  },
  result: ht.none,
});
