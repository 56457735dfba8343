import { defineCommand, one } from '../framework/command.js';
import { runWithFollowUps } from '../framework/follow-ups.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-instance change-group: moves an instance to another node group. */
export const changeGroup = defineCommand({
  tool: 'gnt-instance',
  name: 'change-group',
  usage: '[-I <iallocator>] [--to <group>] <instance-name>',
  args: [one('instance')],
  options: {
    to: o.targetGroups,
    iallocator: o.iallocator,
    earlyRelease: o.earlyRelease,
    priority: o.priority,
    ...o.submitOptions,
  },
  async run({ opts, args: [name = ''], session }) {
    const failed = await runWithFollowUps(
      session,
      opcode('OP_INSTANCE_CHANGE_GROUP', {
        instance_name: name,
        iallocator: opts.iallocator,
        target_groups: opts.to.length === 0 ? null : [...opts.to],
        early_release: opts.earlyRelease,
      }),
    );
    if (failed === 0) session.out(`Instance '${name}' changed group successfully.`);
    else session.out(`There were ${String(failed)} errors while changing group of instance '${name}'.`);
    return failed === 0 ? 0 : 1;
  },
});
