import { defineCommand, many } from '../framework/command.js';
import { formatInfo, pairs, type Info, type Pairs } from '../output/info.js';
import { withDefaults } from '../output/params.js';
import { niceSort } from '../output/sort.js';

const FIELDS = [
  'name',
  'pip',
  'sip',
  'pinst_list',
  'sinst_list',
  'master_candidate',
  'drained',
  'offline',
  'master_capable',
  'vm_capable',
  'powered',
  'ndparams',
  'custom_ndparams',
] as const;
type Node = Readonly<Record<(typeof FIELDS)[number], unknown>>;
type Params = Readonly<Record<string, unknown>>;

function nodeInfo(node: Node): Pairs {
  const plain = (field: keyof Node): Info => node[field] as Info;
  return pairs(
    ['Node name', plain('name')],
    ['primary ip', plain('pip')],
    ['secondary ip', plain('sip')],
    ['master candidate', plain('master_candidate')],
    ['drained', plain('drained')],
    ['offline', plain('offline')],
    ...(node.powered === null ? [] : [['powered', plain('powered')] as const]),
    ['master_capable', plain('master_capable')],
    ['vm_capable', plain('vm_capable')],
    ...(node.vm_capable
      ? ([
          ['primary for instances', niceSort(node.pinst_list as string[])],
          ['secondary for instances', niceSort(node.sinst_list as string[])],
        ] as const)
      : []),
    ['node parameters', withDefaults(node.custom_ndparams as Params, node.ndparams as Params)],
  );
}

/** gnt-node info: everything about nodes. */
export const info = defineCommand({
  tool: 'gnt-node',
  name: 'info',
  usage: '[<node>...]',
  args: [many('node')],
  options: {},
  async run({ args, session }) {
    const rows = await (await session.client()).queryPlain('QueryNodes', args, FIELDS);
    const nodes = rows.map((row) =>
      nodeInfo(Object.fromEntries(FIELDS.map((field, i) => [field, row[i] ?? null])) as Node),
    );
    session.out(formatInfo(nodes));
    // As in the original an unknown node is no failure, but it is not passed over in silence.
    const unknown = args.filter((name) => !rows.some(([full]) => full === name || String(full).startsWith(`${name}.`)));
    if (rows.length < args.length && unknown.length > 0)
      session.err(`Warning: Node not known: ${unknown.join(', ')} (gnt-node list shows all)`);
    return 0;
  },
});
