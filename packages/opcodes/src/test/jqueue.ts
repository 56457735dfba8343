import { ht } from '@gnt/ht';
import { defineOpcode, optional } from '../define.js';

export const opTestJqueue = defineOpcode({
  id: 'OP_TEST_JQUEUE',
  doc: 'Exercise the job queue: tell a test program, through a socket, which stage is reached, and wait for its answer.',
  summaryField: null,
  params: {
    notify_waitlock: optional(ht.bool, false, 'Report, and wait, before locks are taken.'),
    notify_exec: optional(ht.bool, false, 'Report, and wait, when execution begins.'),
    log_messages: optional(ht.list(ht.string), [], 'Log messages to write, each reported.'),
    fail: optional(ht.bool, false, 'End with an error.'),
  },
  result: ht.bool,
});
