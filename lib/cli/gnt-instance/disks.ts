import { defineCommand, one } from '../framework/command.js';
import { flag } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { str } from '../output/python.js';

/** gnt-instance activate-disks: makes disks available without a running instance. */
export const activateDisks = defineCommand({
  tool: 'gnt-instance',
  name: 'activate-disks',
  usage: '<instance-name>',
  args: [one('instance')],
  options: {
    ...o.submitOptions,
    ignoreSize: flag(['--ignore-size'], 'do not mind when a disk has another size than recorded'),
    priority: o.priority,
    waitForSync: flag(['--wait-for-sync'], 'wait until the disks are in sync'),
  },
  async run({ opts, args: [name = ''], session }) {
    const op = opcode('OP_INSTANCE_ACTIVATE_DISKS', {
      instance_name: name,
      ignore_size: opts.ignoreSize,
      wait_for_sync: opts.waitForSync,
    });
    const disks = (await session.jobs.submitOrSend(op)) as readonly (readonly unknown[])[];
    for (const disk of disks) session.out(disk.map(str).join(':'));
    return 0;
  },
});

/** gnt-instance deactivate-disks: takes the disks of a stopped instance down. */
export const deactivateDisks = defineCommand({
  tool: 'gnt-instance',
  name: 'deactivate-disks',
  usage: '[-f] <instance-name>',
  args: [one('instance')],
  options: { force: o.force, ...o.jobOptions },
  async run({ opts, args: [name = ''], session }) {
    await session.jobs.submitOrSend(opcode('OP_INSTANCE_DEACTIVATE_DISKS', { instance_name: name, force: opts.force }));
    return 0;
  },
});
