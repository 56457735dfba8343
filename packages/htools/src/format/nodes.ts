import * as C from '../model/columns.js';
import { unallocatedMem } from '../model/row.js';
import type { State } from '../model/state.js';
import { freeDiskShare, freeMemShare } from '../score/components.js';
import { fixed, shortest } from './number.js';
import { formatTable } from './table.js';

interface NodeField {
  readonly title: string;
  readonly numeric: boolean;
  readonly show: (state: State, n: number, base: number) => string;
}

const integer = (x: number, width: number): string => String(x).padStart(width);
const real = (x: number, decimals: number, width: number): string => fixed(x, decimals).padStart(width);
const whole = (title: string, width: number, value: (r: Float64Array, o: number) => number): NodeField => ({
  title,
  numeric: true,
  show: (s, n) => integer(value(s.rows, s.row(n)), width),
});
const decimals = (
  title: string,
  count: number,
  width: number,
  value: (r: Float64Array, o: number) => number,
): NodeField => ({ title, numeric: true, show: (s, n) => real(value(s.rows, s.row(n)), count, width) });
const text = (title: string, show: NodeField['show']): NodeField => ({ title, numeric: false, show });

function status(state: State, n: number): string {
  if (state.nodes[n]!.offline) return '-';
  return state.rows[state.row(n) + C.FAILS_N1] === 0 ? ' ' : '*';
}

/** What can be shown of a node: title, alignment, value. */
export const NODE_FIELDS: Readonly<Record<string, NodeField>> = {
  idx: { title: 'Index', numeric: true, show: (_, n, base) => integer(n + base, 4) },
  name: text('Name', (s, n) => s.nodes[n]!.alias),
  fqdn: text('Name', (s, n) => s.nodes[n]!.name),
  status: text('F', status),
  tmem: decimals('t_mem', 0, 5, (r, o) => r[o + C.TOTAL_MEM]!),
  nmem: whole('n_mem', 5, (r, o) => r[o + C.NODE_MEM]!),
  xmem: whole('x_mem', 5, (r, o) => r[o + C.MISSING_MEM]!),
  fmem: { title: 'f_mem', numeric: true, show: (s, n) => integer(s.nodes[n]!.freeMem, 5) },
  umem: whole('u_mem', 5, unallocatedMem),
  amem: whole('a_mem', 5, (r, o) => Math.max(0, unallocatedMem(r, o) - r[o + C.RESERVED_MEM]!)),
  imem: whole('i_mem', 5, (r, o) => r[o + C.INSTANCE_MEM]!),
  rmem: whole('r_mem', 5, (r, o) => r[o + C.RESERVED_MEM]!),
  tdsk: decimals('t_dsk', 0, 5, (r, o) => r[o + C.TOTAL_DISK]! / 1024),
  fdsk: whole('f_dsk', 5, (r, o) => Math.floor(r[o + C.FREE_DISK]! / 1024)),
  tcpu: decimals('pcpu', 0, 4, (r, o) => r[o + C.TOTAL_CPUS]!),
  ucpu: whole('vcpu', 4, (r, o) => r[o + C.USED_CPUS]!),
  pcnt: whole('pcnt', 3, (r, o) => r[o + C.PRIMARIES]!),
  scnt: whole('scnt', 3, (r, o) => r[o + C.SECONDARIES]!),
  plist: { title: 'primaries', numeric: true, show: (s, n) => `[${s.primaries(n).join(',')}]` },
  slist: { title: 'secondaries', numeric: true, show: (s, n) => `[${s.secondaries(n).join(',')}]` },
  pfmem: decimals('p_fmem', 4, 6, freeMemShare),
  pfdsk: decimals('p_fdsk', 4, 6, freeDiskShare),
  rcpu: decimals('r_cpu', 2, 5, (r, o) => r[o + C.USED_CPUS]! / r[o + C.TOTAL_CPUS]!),
  cload: decimals('lCpu', 3, 5, (r, o) => r[o + C.LOAD_CPU]!),
  mload: decimals('lMem', 3, 5, (r, o) => r[o + C.LOAD_MEM]!),
  dload: decimals('lDsk', 3, 5, (r, o) => r[o + C.LOAD_DISK]!),
  nload: decimals('lNet', 3, 5, (r, o) => r[o + C.LOAD_NET]!),
  ptags: text('PrimaryTags', (s, n) =>
    [...(s.tags(n) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([tag, count]) => `${tag}=${String(count)}`)
      .join(','),
  ),
  peermap: text(
    'PeerMap',
    (s, n, base) =>
      `[${s
        .peers(n)
        .map(([node, mem]) => `(${String(node + base)},${String(mem)})`)
        .join(',')}]`,
  ),
  spindle_count: { title: 'NodeSpindles', numeric: true, show: (s, n) => String(s.nodes[n]!.totalSpindles) },
  hi_spindles: { title: 'MaxSpindles', numeric: true, show: (s, n) => shortest(s.rows[s.row(n) + C.MAX_SPINDLES]!) },
  inst_spindles: {
    title: 'InstSpindles',
    numeric: true,
    show: (s, n) => shortest(s.rows[s.row(n) + C.USED_SPINDLES]!),
  },
};

/** What is shown of a node when nobody says what. */
export const DEFAULT_NODE_FIELDS: readonly string[] = [
  ...['status', 'name', 'tmem', 'nmem', 'imem', 'xmem', 'fmem', 'umem', 'rmem', 'tdsk', 'fdsk', 'tcpu', 'ucpu'],
  ...['pcnt', 'scnt', 'pfmem', 'pfdsk', 'rcpu', 'cload', 'mload', 'dload', 'nload'],
];

const UNKNOWN = '<unknown field>';
const UNKNOWN_FIELD: NodeField = { title: UNKNOWN, numeric: false, show: () => UNKNOWN };

/** Nodes as a table. No fields stand for the default ones, `+` in front for those and more. */
export function nodeTable(state: State, nodes: readonly number[], fields: readonly string[], indexBase = 0): string {
  let wanted = fields.length === 0 ? DEFAULT_NODE_FIELDS : fields;
  if (wanted[0] === '+') wanted = [...DEFAULT_NODE_FIELDS, ...wanted.slice(1)];
  const found = wanted.map((name) => (Object.hasOwn(NODE_FIELDS, name) ? NODE_FIELDS[name]! : UNKNOWN_FIELD));
  return formatTable(
    '',
    found.map((f) => f.title),
    nodes.map((n) => found.map((f) => f.show(state, n, indexBase))),
    found.map((f) => f.numeric),
  );
}
