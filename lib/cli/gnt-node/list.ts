import { defineCommand, many } from '../framework/command.js';
import { fieldsCommand, joined, listItems, selectFields } from '../list.js';
import * as o from '../options.js';

/** gnt-node list: a line for each node. */
export const list = defineCommand({
  tool: 'gnt-node',
  name: 'list',
  usage: '[<node-name>...]',
  args: [many('node')],
  options: o.listOptions,
  run: ({ opts, args, session }) =>
    listItems(session, opts, {
      resource: 'node',
      fields: selectFields(opts.output, [
        'name',
        'dtotal',
        'dfree',
        'mtotal',
        'mnode',
        'mfree',
        'pinst_cnt',
        'sinst_cnt',
      ]),
      names: args,
      formatters: { pinst_list: joined, sinst_list: joined, tags: joined },
    }),
});

/** gnt-node list-fields: the columns of list. */
export const fields = fieldsCommand('gnt-node', 'node', '[fields...]');
