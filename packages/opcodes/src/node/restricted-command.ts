import { ht } from '@gnt/ht';
import { defineOpcode, required } from '../define.js';
import { pUseLocking } from '../params/common.js';
import { pNodeUuids } from '../params/node.js';

export const opRestrictedCommand = defineOpcode({
  id: 'OP_RESTRICTED_COMMAND',
  doc: 'Run, on nodes, a command out of the directory that their administrators keep for this purpose. Returns success and output for each node.',
  summaryField: null,
  params: {
    use_locking: pUseLocking,
    nodes: required(ht.list(ht.nonEmptyString), 'Nodes by name.'),
    node_uuids: pNodeUuids,
    command: required(ht.nonEmptyString, 'File name of the command; no path, no arguments.'),
  },
  result: ht.list(ht.tuple(ht.bool, ht.string)),
});
