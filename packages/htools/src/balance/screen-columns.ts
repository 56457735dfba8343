import * as C from '../model/columns.js';
import type { Instance } from '../model/instance.js';
import type { State } from '../model/state.js';
import { COMPONENTS, COMPONENT_COUNT, contributions } from '../score/components.js';

/** Shares of sums of squares that rounding can take: a bound stays below the score in spite of it. */
export const ROUNDING = 1e-12;

type Amount = (inst: Instance) => number;
type Scale = (r: Float64Array, o: number) => number;

/** How a component of the score changes on a node: by an amount of the instance times a scale of the node. */
interface Linear {
  readonly component: string;
  readonly scale: Scale;
  readonly primary: Amount;
  readonly secondary: Amount;
  /** The same where storage is exclusive, when it differs. */
  readonly exclusive?: { readonly scale: Scale; readonly primary: Amount; readonly secondary: Amount };
}

const none: Amount = () => 0;
const inverse =
  (column: number): Scale =>
  (r, o) =>
    r[o + column] === 0 ? 0 : 1 / r[o + column]!;
const one: Scale = () => 1;
const perMem: Scale = (r, o) => 1 / r[o + C.TOTAL_MEM]!;
const perCpu: Scale = (r, o) => 1 / r[o + C.TOTAL_CPUS]! / r[o + C.CPU_SPEED]!;
const perSpindle: Scale = (r, o) => 1 / r[o + C.MAX_SPINDLES]!;
const real =
  (amount: Amount): Amount =>
  (inst) =>
    inst.forthcoming ? 0 : amount(inst);
const disk: Amount = (inst) => (inst.usesLocalStorage ? -inst.disk : 0);
const spindles: Amount = (inst) => -(inst.totalSpindles ?? 0);
const use: Amount = (inst) => (inst.usesLocalStorage ? inst.spindleUse : 0);
const cpus: Amount = (inst) => (inst.offline ? 0 : inst.vcpus);
const load = (component: string, amount: Amount, secondary: Amount = none): Linear => ({
  component,
  scale: one,
  primary: real(amount),
  secondary: real(secondary),
});
const disks = (component: string, wrap: (amount: Amount) => Amount): Linear => ({
  component,
  scale: inverse(C.TOTAL_DISK),
  primary: wrap(disk),
  secondary: wrap(disk),
  exclusive: { scale: inverse(C.TOTAL_SPINDLES), primary: wrap(spindles), secondary: wrap(spindles) },
});
const spindleUse = (component: string, wrap: (amount: Amount) => Amount): Linear => ({
  component,
  scale: perSpindle,
  primary: wrap(use),
  secondary: wrap(use),
  exclusive: { scale: perSpindle, primary: none, secondary: none },
});
const all = (amount: Amount): Amount => amount;

const LINEAR: readonly Linear[] = [
  { component: 'free_mem_cv', scale: perMem, primary: (i) => (i.usesMemory ? -i.mem : 0), secondary: none },
  disks('free_disk_cv', real),
  { component: 'vcpu_ratio_cv', scale: perCpu, primary: real(cpus), secondary: none },
  load('cpu_load_cv', (i) => i.util.cpu),
  load('mem_load_cv', (i) => i.util.mem),
  load(
    'disk_load_cv',
    (i) => i.util.disk,
    (i) => i.util.disk,
  ),
  load('net_load_cv', (i) => i.util.net),
  spindleUse('spindles_cv', real),
  { component: 'free_mem_cv_forth', scale: perMem, primary: (i) => -i.mem, secondary: none },
  disks('free_disk_cv_forth', all),
  { component: 'vcpu_ratio_cv_forth', scale: perCpu, primary: cpus, secondary: none },
  spindleUse('spindles_cv_forth', all),
];

/** The linear components of some nodes and instances; those that always agree are one column with their weights added. */
export interface ScreenColumns {
  readonly count: number;
  readonly components: readonly number[];
  readonly weights: Float64Array;
  /** Per online node: scales, [place * count + column], and whether its storage is exclusive. */
  readonly scales: Float64Array;
  readonly exclusive: Uint8Array;
  /** Per instance, twice (shared, exclusive storage): amounts, [(instance * 2 + exclusive) * count + column]. */
  readonly primary: Float64Array;
  readonly secondary: Float64Array;
}

function amounts(linear: Linear, instances: readonly Instance[]): { primary: number[]; secondary: number[] } {
  const other = linear.exclusive ?? linear;
  return {
    primary: instances.flatMap((i) => [linear.primary(i), other.primary(i)]),
    secondary: instances.flatMap((i) => [linear.secondary(i), other.secondary(i)]),
  };
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => x === b[i]);

/** Builds the columns for online nodes and the instances that may move. */
export function screenColumns(state: State, online: readonly number[], instances: readonly number[]): ScreenColumns {
  const insts = instances.map((i) => state.instances[i]!);
  const values = new Float64Array(COMPONENT_COUNT * online.length);
  for (const [place, n] of online.entries()) contributions(state.rows, state.row(n), values, place, online.length);
  const kept = LINEAR.flatMap((linear) => {
    const component = COMPONENTS.findIndex((c) => c.name === linear.component);
    const nodeValues = [...values.subarray(component * online.length, (component + 1) * online.length)];
    const scales = online.map((n) => {
      const o = state.row(n);
      const scale = state.nodes[n]!.exclusiveStorage && linear.exclusive ? linear.exclusive.scale : linear.scale;
      return scale(state.rows, o);
    });
    return [{ component, weight: COMPONENTS[component]!.weight, nodeValues, scales, ...amounts(linear, insts) }];
  });
  const columns: typeof kept = [];
  for (const column of kept) {
    const twin = columns.find(
      (c) =>
        same(c.nodeValues, column.nodeValues) &&
        same(c.scales, column.scales) &&
        same(c.primary, column.primary) &&
        same(c.secondary, column.secondary),
    );
    if (twin) twin.weight += column.weight;
    else columns.push(column);
  }
  const count = columns.length;
  const pack = (length: number, cell: (column: (typeof kept)[number], i: number) => number): Float64Array => {
    const packed = new Float64Array(length * count);
    for (const [k, column] of columns.entries())
      for (let i = 0; i < length; i += 1) packed[i * count + k] = cell(column, i);
    return packed;
  };
  return {
    count,
    components: columns.map((c) => c.component),
    weights: Float64Array.from(columns, (c) => c.weight),
    scales: pack(online.length, (c, i) => c.scales[i]!),
    exclusive: Uint8Array.from(online, (n) => (state.nodes[n]!.exclusiveStorage ? 1 : 0)),
    primary: pack(2 * insts.length, (c, i) => c.primary[i]!),
    secondary: pack(2 * insts.length, (c, i) => c.secondary[i]!),
  };
}
