import { defineCommand, many } from '../framework/command.js';
import { fieldsCommand, listItems, selectFields } from '../list.js';
import * as o from '../options.js';
import { str } from '../output/python.js';

const FIELDS = ['uuid', 'watermark', 'priority', 'predicates', 'action', 'reason_trail'] as const;
const TITLES = ['UUID', '  Watermark', '  Priority', '  Predicates', '  Action', '  Reason trail'];

/** gnt-filter list: a line for each rule. */
export const list = defineCommand({
  tool: 'gnt-filter',
  name: 'list',
  usage: '[<filter-uuid>...]',
  args: [many('filter')],
  options: { noHeaders: o.noHeaders, separator: o.separator, output: o.output, verbose: o.verbose },
  run: ({ opts, args, session }) =>
    listItems(session, opts, {
      resource: 'filter',
      fields: selectFields(opts.output, FIELDS),
      names: args,
      nameField: 'uuid',
    }),
});

/** gnt-filter list-fields: the columns of list. */
export const fields = fieldsCommand('gnt-filter', 'filter', '[<fields>...]');

/** gnt-filter info: everything about rules. */
export const info = defineCommand({
  tool: 'gnt-filter',
  name: 'info',
  usage: '[<filter-uuid>...]',
  args: [many('filter')],
  options: {},
  async run({ args, session }) {
    const client = await session.client();
    for (const rule of await client.call('QueryFilters', { uuids: [...args], fields: [...FIELDS] })) {
      for (const [index, title] of TITLES.entries()) session.out(`${title}: ${str(rule[index])}`);
    }
    return 0;
  },
});
