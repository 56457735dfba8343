import { defineCommand, many, one } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';

/** gnt-group assign-nodes: puts nodes into a group. */
export const assignNodes = defineCommand({
  tool: 'gnt-group',
  name: 'assign-nodes',
  usage: '<group-name> <node-name>...',
  args: [one('group'), many('node')],
  options: { ...o.jobOptions, force: o.force },
  async run({ opts, args: [name = '', ...nodes], session }) {
    await session.jobs.submitOrSend(opcode('OP_GROUP_ASSIGN_NODES', { group_name: name, nodes, force: opts.force }));
    return 0;
  },
});

/** gnt-group remove: removes a group that has no nodes. */
export const remove = defineCommand({
  tool: 'gnt-group',
  name: 'remove',
  usage: '[--dry-run] <group>',
  args: [one('group')],
  options: o.jobOptions,
  async run({ args: [name = ''], session }) {
    await session.jobs.submitOrSend(opcode('OP_GROUP_REMOVE', { group_name: name }));
    return 0;
  },
});

/** gnt-group rename: gives a group another name. */
export const rename = defineCommand({
  tool: 'gnt-group',
  name: 'rename',
  usage: '[--dry-run] <old-name> <new-name>',
  args: [{ kind: 'group', min: 2, max: 2 }],
  options: o.jobOptions,
  async run({ args: [name = '', newName = ''], session }) {
    await session.jobs.submitOrSend(opcode('OP_GROUP_RENAME', { group_name: name, new_name: newName }));
    return 0;
  },
});
