import { defineCommand, many } from '../framework/command.js';
import { fieldsCommand, joined, listItems, selectFields } from '../list.js';
import * as o from '../options.js';
import { str } from '../output/python.js';

const parameters = {
  text: (values: unknown): string => {
    const entries = Object.entries(values as Readonly<Record<string, unknown>>);
    return entries.length === 0 ? '(empty)' : entries.map(([key, value]) => `${key}=${str(value)}`).join(', ');
  },
};
const { noHeaders, separator, output, verbose, forceFilter } = o.listOptions;

/** gnt-group list: a line for each node group. */
export const list = defineCommand({
  tool: 'gnt-group',
  name: 'list',
  usage: '[<group-name>...]',
  args: [many('group')],
  options: { noHeaders, separator, output, verbose, forceFilter },
  run: ({ opts, args, session }) =>
    listItems(session, opts, {
      resource: 'group',
      fields: selectFields(opts.output, ['name', 'node_cnt', 'pinst_cnt', 'alloc_policy', 'ndparams']),
      names: args,
      formatters: { node_list: joined, pinst_list: joined, ndparams: parameters },
    }),
});

/** gnt-group list-fields: the columns of list. */
export const fields = fieldsCommand('gnt-group', 'group', '[fields...]');
