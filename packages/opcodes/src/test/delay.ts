import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';

export const opTestDelay = defineOpcode({
  id: 'OP_TEST_DELAY',
  doc: 'Wait, on the master or on nodes, to try out queue and locks.',
  summaryField: 'duration',
  summaryText: ({ duration }) => `${BigInt(Math.round(duration * 1e9))} ns`,
  params: {
    duration: required(ht.float, 'Seconds to wait.'),
    on_master: optional(ht.bool, true, 'Wait on the master.'),
    on_nodes: optional(ht.list(ht.nonEmptyString), [], 'Nodes to wait on, by name.'),
    on_node_uuids: optional(
      ht.maybe(ht.list(ht.nonEmptyString)),
      null,
      'UUIDs of those nodes. Filled in by the master.',
    ),
    repeat: optional(
      ht.nonNegativeInt,
      0,
      'How many times to wait, each time as long; 0 waits once and reports no rounds.',
    ),
    interruptible: optional(
      ht.bool,
      false,
      'Open a socket through which the wait can be ended early; its path comes as a log message.',
    ),
    no_locks: optional(ht.bool, true, 'Take no node locks.'),
  },
  result: ht.none,
});
