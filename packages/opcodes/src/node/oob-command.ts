import { OOB_POWER_DELAY, OOB_TIMEOUT } from '@gnt/constants';
import { ht } from '@gnt/ht';
import { defineOpcode, optional, required } from '../define.js';
import { pNodeUuids } from '../params/node.js';
import { oobCommand, queryResultCode } from '../types/index.js';

export const opOobCommand = defineOpcode({
  id: 'OP_OOB_COMMAND',
  doc: 'Run the out-of-band helper of nodes, to see or to switch their power. Returns a row [name, outcome] for each node.',
  summaryField: null,
  params: {
    node_names: optional(
      ht.list(ht.nonEmptyString),
      [],
      'Nodes by name; an empty list means all, but for power-off and power-cycle not the master.',
    ),
    node_uuids: pNodeUuids,
    command: required(oobCommand, 'What to do.'),
    timeout: optional(ht.int, OOB_TIMEOUT, 'Seconds that the helper may take.'),
    ignore_status: optional(ht.bool, false, 'Switch off nodes that are not marked offline, too.'),
    power_delay: optional(ht.float, OOB_POWER_DELAY, 'Seconds between switching on one node and the next.'),
  },
  result: ht.list(ht.list(ht.tuple(queryResultCode, ht.any))),
});
