import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
import { formatTable } from '../output/table.js';
import { osNames } from './names.js';

/** gnt-os list: the operating systems that instances can have. */
export const list = defineCommand({
  tool: 'gnt-os',
  name: 'list',
  usage: '',
  args: [],
  options: { noHeaders: o.noHeaders, priority: o.priority },
  async run({ opts, session }) {
    const op = opcode('OP_OS_DIAGNOSE', { output_fields: ['name', 'variants'], names: [] });
    const rows = (await session.jobs.submit(op)) as readonly (readonly [string, readonly string[] | null])[];
    const names = rows.flatMap(([name, variants]) => osNames(name, variants));
    const style = { headers: !opts.noHeaders, separator: null, padLastTitle: true };
    const lines = formatTable(
      names.map((name) => [name]),
      [{ title: 'Name' }],
      style,
    );
    for (const line of lines) session.out(line);
    return 0;
  },
});
