import { defineCommand } from '../framework/command.js';
import { value } from '../framework/option.js';
import * as type from '../framework/types.js';
import { listItems, selectFields } from '../list.js';
import * as o from '../options.js';
import { str } from '../output/python.js';
import type { Formatter } from '../output/query.js';

type Pending = readonly (readonly [mode: string, owners: readonly unknown[]])[];

function dashIfNone(text: (value: unknown) => string): Formatter {
  return { text: (value) => (!value || (Array.isArray(value) && value.length === 0) ? '-' : text(value)) };
}

const FORMATTERS = {
  mode: dashIfNone(str),
  owner: dashIfNone((owners) => (owners as unknown[]).map(str).join(',')),
  pending: dashIfNone((pending) =>
    (pending as Pending).map(([mode, owners]) => `${mode}:${owners.map(str).join(',')}`).join(', '),
  ),
};

/** gnt-debug locks: who holds which lock and who waits for it. */
export const locks = defineCommand({
  tool: 'gnt-debug',
  name: 'locks',
  usage: '[--interval N]',
  args: [],
  options: {
    noHeaders: o.noHeaders,
    separator: o.separator,
    output: o.output,
    interval: value(['--interval'], type.int, 'show them again after so many seconds'),
    verbose: o.verbose,
  },
  async run({ opts, session }) {
    for (;;) {
      const exitCode = await listItems(session, opts, {
        resource: 'lock',
        fields: selectFields(opts.output, ['name', 'mode', 'owner', 'pending']),
        formatters: FORMATTERS,
      });
      if (exitCode !== 0 || opts.interval === null || opts.interval <= 0) return exitCode;
      session.out('');
      await session.clock.sleep(opts.interval * 1000);
    }
  },
});
