import { IPOLICY_DTS, ISPECS_MINMAX, VALUE_DEFAULT } from '@gnt/constants';
import { defineCommand, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { policyChanges, type PolicyChangeRequest } from '../policy-options.js';
import { str } from '../output/python.js';
import { groupParameters, groupSettings } from './settings.js';

/** What changes in the group's policy; "default" takes a part from the cluster again. */
function groupPolicyChanges(request: PolicyChangeRequest): Record<string, unknown> {
  const { boundsSpecs, diskTemplates } = request;
  const [bounds, ...more] = boundsSpecs ?? [];
  const reset = bounds !== undefined && more.length === 0 && Object.keys(bounds).join() === VALUE_DEFAULT;
  const resetTemplates = diskTemplates?.join() === VALUE_DEFAULT;
  return {
    ...policyChanges({
      ...request,
      boundsSpecs: reset ? null : boundsSpecs,
      diskTemplates: resetTemplates ? null : diskTemplates,
    }),
    ...(reset ? { [ISPECS_MINMAX]: VALUE_DEFAULT } : {}),
    ...(resetTemplates ? { [IPOLICY_DTS]: VALUE_DEFAULT } : {}),
  };
}

/** gnt-group modify: changes settings of a node group. */
export const modify = defineCommand({
  tool: 'gnt-group',
  name: 'modify',
  usage: '<group>',
  args: [one('group')],
  options: { ...o.jobOptions, ...groupSettings },
  async run({ opts, args: [name = ''], session }) {
    const result = (await session.jobs.submitOrSend(
      opcode('OP_GROUP_SET_PARAMS', {
        group_name: name,
        alloc_policy: opts.allocPolicy,
        ...groupParameters(opts),
        ipolicy: groupPolicyChanges({ ...opts, standardSpecs: null }),
      }),
    )) as readonly (readonly [string, unknown])[] | null;
    if (result === null || result.length === 0) return 0;
    session.out(`Modified node group ${name}`);
    for (const [parameter, data] of result) session.out(` - ${parameter.padEnd(5)} -> ${str(data)}`);
    return 0;
  },
});
