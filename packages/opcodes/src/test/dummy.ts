import { ht } from '@gnt/ht';
import { defineOpcode, onWire, optional } from '../define.js';

export const opTestDummy = defineOpcode({
  id: 'OP_TEST_DUMMY',
  doc: 'Stand-in for unit tests of the queue; no logical unit runs it.',
  summaryField: null,
  withLu: false,
  params: {
    result: onWire(optional(ht.any, null, 'What to return.')),
    messages: onWire(optional(ht.any, null, 'Log messages to write.')),
    fail: onWire(optional(ht.any, null, 'Whether to fail.')),
    submit_jobs: onWire(optional(ht.any, null, 'Jobs to submit.')),
  },
  result: ht.none,
});
