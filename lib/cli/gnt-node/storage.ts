import { SF_ALLOCATABLE, ST_FILE, ST_GLUSTER, ST_LVM_PV, ST_LVM_VG, ST_SHARED_FILE } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import { defineCommand, many, one } from '../framework/command.js';
import { value } from '../framework/option.js';
import { opcode } from '../framework/opcode.js';
import * as type from '../framework/types.js';
import { selectFields } from '../list.js';
import * as o from '../options.js';
import { formatRows, type RowColumns } from '../output/rows.js';

/** Kinds of storage that users name. */
const STORAGE_TYPES = [ST_FILE, ST_GLUSTER, ST_LVM_PV, ST_LVM_VG, ST_SHARED_FILE] as const;

const COLUMNS: RowColumns = {
  node: { title: 'Node' },
  type: { title: 'Type' },
  name: { title: 'Name' },
  size: { title: 'Size', size: true },
  used: { title: 'Used', size: true },
  free: { title: 'Free', size: true },
  allocatable: { title: 'Allocatable' },
};

function storageType(given: string): (typeof STORAGE_TYPES)[number] {
  const found = STORAGE_TYPES.find((known) => known === given);
  if (found === undefined) {
    throw new OpPrereqError(`Unknown storage type: ${given}; known are ${STORAGE_TYPES.join(', ')}`, ECODE_INVAL);
  }
  return found;
}

/** gnt-node list-storage: a line for each storage unit. */
export const listStorage = defineCommand({
  tool: 'gnt-node',
  name: 'list-storage',
  usage: '[<node-name>...]',
  args: [many('node')],
  options: {
    noHeaders: o.noHeaders,
    separator: o.separator,
    units: o.units,
    output: o.output,
    storageType: value(
      ['-t', '--storage-type'],
      type.choice(STORAGE_TYPES),
      `kind of storage (${STORAGE_TYPES.join(', ')})`,
      {
        metavar: 'STORAGE_TYPE',
      },
    ),
    priority: o.priority,
  },
  async run({ opts, args, session }) {
    const fields = selectFields(opts.output, Object.keys(COLUMNS));
    const op = opcode('OP_NODE_QUERY_STORAGE', {
      nodes: [...args],
      storage_type: opts.storageType,
      output_fields: fields,
    });
    const rows = (await session.jobs.submit(op)) as readonly (readonly unknown[])[];
    const shown = rows.map((row) => row.map((cell, i) => (fields[i] === SF_ALLOCATABLE ? (cell ? 'Y' : 'N') : cell)));
    for (const line of formatRows(shown, fields, COLUMNS, opts)) session.out(line);
    return 0;
  },
});

/** gnt-node modify-storage: changes a storage unit. */
export const modifyStorage = defineCommand({
  tool: 'gnt-node',
  name: 'modify-storage',
  usage: '<node-name> <storage-type> <volume-name>',
  args: [one('node'), one('choice'), one('file')],
  options: {
    allocatable: value(['--allocatable'], type.bool, 'whether new volumes may be put there', { metavar: 'yes|no' }),
    ...o.jobOptions,
  },
  async run({ opts, args: [node = '', kind = '', name = ''], session }) {
    const storage_type = storageType(kind);
    if (opts.allocatable === null) {
      session.err('No changes to perform, exiting.');
      return 0;
    }
    const changes = { [SF_ALLOCATABLE]: opts.allocatable };
    await session.jobs.submitOrSend(opcode('OP_NODE_MODIFY_STORAGE', { node_name: node, storage_type, name, changes }));
    return 0;
  },
});

/** gnt-node repair-storage: repairs a storage unit. */
export const repairStorage = defineCommand({
  tool: 'gnt-node',
  name: 'repair-storage',
  usage: '<node-name> <storage-type> <volume-name>',
  args: [one('node'), one('choice'), one('file')],
  options: { ignoreConsistency: o.ignoreConsistency, ...o.jobOptions },
  async run({ opts, args: [node = '', kind = '', name = ''], session }) {
    const op = opcode('OP_REPAIR_NODE_STORAGE', {
      node_name: node,
      storage_type: storageType(kind),
      name,
      ignore_consistency: opts.ignoreConsistency,
    });
    await session.jobs.submitOrSend(op);
    return 0;
  },
});
