import { ht } from '@gnt/ht';
import { defineOpcode } from '../define.js';
import { pUseLocking } from '../params/common.js';
import { pTagKind, pTagName } from '../params/tags.js';

// The original's job list shows the kind here, by the name that its Haskell code has for it (src/Ganeti/OpCodes.hs).
const KIND_NAMES = {
  cluster: 'TagKindCluster',
  instance: 'TagKindInstance',
  network: 'TagKindNetwork',
  node: 'TagKindNode',
  nodegroup: 'TagKindGroup',
} as const;

export const opTagsGet = defineOpcode({
  id: 'OP_TAGS_GET',
  doc: 'Return the tags of an object.',
  summaryField: 'name',
  summaryText: ({ kind }) => KIND_NAMES[kind],
  params: {
    kind: pTagKind,
    use_locking: pUseLocking,
    name: pTagName,
  },
  result: ht.list(ht.nonEmptyString),
});
