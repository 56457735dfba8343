import { defineCommand } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import * as o from '../options.js';
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
    // Only the title is padded to the width of the column, as in the original.
    const width = Math.max('Name'.length, ...names.map((name) => name.length));
    if (!opts.noHeaders) session.out('Name'.padEnd(width));
    for (const name of names) session.out(name);
    return 0;
  },
});
