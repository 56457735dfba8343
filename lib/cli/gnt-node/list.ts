import { defineCommand, many } from '../framework/command.js';
import { listFields, listItems, selectFields } from '../list.js';
import * as o from '../options.js';

const joined = { text: (values: unknown) => (values as string[]).join(',') };

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
export const fields = defineCommand({
  tool: 'gnt-node',
  name: 'list-fields',
  usage: '[fields...]',
  args: [many('unknown')],
  options: o.fieldListOptions,
  run: ({ opts, args, session }) => listFields(session, opts, 'node', args),
});
