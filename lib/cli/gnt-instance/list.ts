import { defineCommand, many } from '../framework/command.js';
import { fieldsCommand, joined, listItems, selectFields } from '../list.js';
import * as o from '../options.js';

/** The columns shown when none are asked for. */
export const DEFAULT_FIELDS = ['name', 'hypervisor', 'os', 'pnode', 'status', 'oper_ram'];

const LISTS = [
  'tags',
  'disk.sizes',
  'nic.macs',
  'nic.ips',
  'nic.modes',
  'nic.links',
  'nic.bridges',
  'nic.networks',
  'snodes',
  'snodes.group',
  'snodes.group.uuid',
];

/** gnt-instance list: a line for each instance. */
export const list = defineCommand({
  tool: 'gnt-instance',
  name: 'list',
  usage: '[<instance-name>...]',
  args: [many('instance')],
  options: o.listOptions,
  run: ({ opts, args, session }) =>
    listItems(session, opts, {
      resource: 'instance',
      fields: selectFields(opts.output, DEFAULT_FIELDS),
      names: args,
      formatters: Object.fromEntries(LISTS.map((name) => [name, joined])),
    }),
});

/** gnt-instance list-fields: the columns of list. */
export const fields = fieldsCommand('gnt-instance', 'instance', '[fields...]');
