import { makeSimpleFilter } from '@gnt/protocol';
import { defineCommand, many } from '../framework/command.js';
import { fieldsCommand, listItems, selectFields } from '../list.js';
import * as o from '../options.js';
import { JOB_FORMATTERS } from './format.js';
import { archived, statusFilter } from './options.js';

/** gnt-job list: a line for each job. */
export const list = defineCommand({
  tool: 'gnt-job',
  name: 'list',
  usage: '[<job-id>...]',
  args: [many('jobid')],
  options: {
    noHeaders: o.noHeaders,
    separator: o.separator,
    output: o.output,
    verbose: o.verbose,
    forceFilter: o.forceFilter,
    statusFilter,
    archived,
  },
  run({ opts, args, session }) {
    const fields = selectFields(opts.output, ['id', 'status', 'summary']);
    // The master reads the archive only when this column is asked for.
    if (opts.archived && !fields.includes('archived')) fields.push('archived');
    return listItems(session, opts, {
      resource: 'job',
      fields,
      names: args,
      formatters: JOB_FORMATTERS,
      nameField: 'id',
      numeric: true,
      filter: opts.statusFilter === null ? null : makeSimpleFilter('status', opts.statusFilter),
    });
  },
});

/** gnt-job list-fields: the columns of list. */
export const fields = fieldsCommand('gnt-job', 'job', '[<fields>...]');
