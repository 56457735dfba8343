import { defineCommand, many } from '../framework/command.js';
import { opcode } from '../framework/opcode.js';
import { selectFields } from '../list.js';
import * as o from '../options.js';
import { formatRows, type RowColumns } from '../output/rows.js';

const COLUMNS: RowColumns = {
  node: { title: 'Node' },
  phys: { title: 'PhysDev' },
  vg: { title: 'VG' },
  name: { title: 'Name' },
  size: { title: 'Size', size: true },
  instance: { title: 'Instance' },
};

/** gnt-node volumes: a line for each logical volume. */
export const volumes = defineCommand({
  tool: 'gnt-node',
  name: 'volumes',
  usage: '[<node-name>...]',
  args: [many('node')],
  options: { noHeaders: o.noHeaders, separator: o.separator, units: o.units, output: o.output, priority: o.priority },
  async run({ opts, args, session }) {
    const fields = selectFields(opts.output, Object.keys(COLUMNS));
    const op = opcode('OP_NODE_QUERYVOLS', { nodes: [...args], output_fields: fields });
    const rows = (await session.jobs.submit(op)) as readonly (readonly unknown[])[];
    for (const line of formatRows(rows, fields, COLUMNS, opts)) session.out(line);
    return 0;
  },
});
