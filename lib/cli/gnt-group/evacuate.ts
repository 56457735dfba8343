import { defineCommand, one } from '../framework/command.js';
import { runWithFollowUps } from '../framework/follow-ups.js';
import { opcode } from '../framework/opcode.js';
import { flag } from '../framework/option.js';
import * as o from '../options.js';

/** gnt-group evacuate: moves all instances of a group to other groups. */
export const evacuate = defineCommand({
  tool: 'gnt-group',
  name: 'evacuate',
  usage: '[-I <iallocator>] [--to <group>] <source-group>',
  args: [one('group')],
  options: {
    to: o.targetGroups,
    iallocator: o.iallocator,
    earlyRelease: o.earlyRelease,
    sequential: flag(['--sequential'], 'move one instance after the other'),
    forceFailover: flag(['--force-failover'], 'stop and restart instances, do not migrate them'),
    ...o.submitOptions,
  },
  async run({ opts, args: [name = ''], session }) {
    const failed = await runWithFollowUps(
      session,
      opcode('OP_GROUP_EVACUATE', {
        group_name: name,
        iallocator: opts.iallocator,
        target_groups: opts.to.length === 0 ? null : [...opts.to],
        early_release: opts.earlyRelease,
        sequential: opts.sequential,
        force_failover: opts.forceFailover,
      }),
    );
    if (failed === 0) session.out('All instances evacuated successfully.');
    else session.out(`There were ${String(failed)} errors during the evacuation.`);
    return failed === 0 ? 0 : 1;
  },
});
