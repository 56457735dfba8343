import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { policyChanges } from '../policy-options.js';
import { groupParameters, groupSettings } from './settings.js';

/** gnt-group add: makes a node group. */
export const add = defineCommand({
  tool: 'gnt-group',
  name: 'add',
  usage: '<group-name>',
  args: [one('group')],
  options: { ...o.jobOptions, ...groupSettings },
  async run({ opts, args: [name = ''], session }) {
    await session.jobs.submitOrSend(
      opcode('OP_GROUP_ADD', {
        group_name: name,
        alloc_policy: opts.allocPolicy,
        ...groupParameters(opts),
        ipolicy: policyChanges({ ...opts, standardSpecs: null }),
      }),
    );
    return 0;
  },
});
