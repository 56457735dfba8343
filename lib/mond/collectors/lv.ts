import { DATA_COLLECTOR_LV } from '@gnt/constants';
import { mondCollector } from '@gnt/protocol';
import { lines, wholeNumber } from '../parse/columns.js';
import type { Confd } from '../node-confd.js';
import type { Collector, CollectorDependencies } from './interface.js';

/** Fields of a report in their order, what lvs calls them, and whether they are text, a number or a size in bytes. */
const FIELDS = [
  ['uuid', 'lv_uuid', 'text'],
  ['name', 'lv_name', 'text'],
  ['attr', 'lv_attr', 'text'],
  ['major', 'lv_major', 'number'],
  ['minor', 'lv_minor', 'number'],
  ['kernel_major', 'lv_kernel_major', 'number'],
  ['kernel_minor', 'lv_kernel_minor', 'number'],
  ['size', 'lv_size', 'bytes'],
  ['seg_count', 'seg_count', 'number'],
  ['tags', 'lv_tags', 'text'],
  ['modules', 'modules', 'text'],
  ['vg_uuid', 'vg_uuid', 'text'],
  ['vg_name', 'vg_name', 'text'],
  ['segtype', 'segtype', 'text'],
  ['seg_start', 'seg_start', 'bytes'],
  ['seg_start_pe', 'seg_start_pe', 'number'],
  ['seg_size', 'seg_size', 'bytes'],
  ['seg_tags', 'seg_tags', 'text'],
  ['seg_pe_ranges', 'seg_pe_ranges', 'text'],
  ['devices', 'devices', 'text'],
] as const;
const SEPARATOR = ';';
const TIMEOUT_MS = 60_000;

/** Arguments that make lvs print what `parseLvs` reads. */
export const LVS_ARGS: readonly string[] = [
  '--noheadings',
  '--units',
  'B',
  '--separator',
  SEPARATOR,
  '-o',
  FIELDS.map(([, column]) => column).join(','),
];

/** A segment of a logical volume. */
export type LvInfo = Readonly<Record<(typeof FIELDS)[number][0], string | number>>;

function cell(kind: 'text' | 'number' | 'bytes', text: string, what: string): string | number {
  if (kind === 'text') return text;
  if (kind === 'bytes' && !text.endsWith('B')) throw new Error(`${what} is not a size in bytes: '${text}'`);
  return wholeNumber(kind === 'bytes' ? text.slice(0, -1) : text, what);
}

/** Reads what lvs prints. */
export function parseLvs(text: string): LvInfo[] {
  return lines(text).map((line) => {
    const cells = line.trimStart().split(SEPARATOR);
    if (cells.length !== FIELDS.length)
      throw new Error(`lvs printed ${String(cells.length)} columns, not ${String(FIELDS.length)}: '${line.trim()}'`);
    return Object.fromEntries(
      FIELDS.map(([name, , kind], i) => [name, cell(kind, cells[i] ?? '', `${name} of a logical volume`)]),
    ) as LvInfo;
  });
}

/** As much of a disk as says which volumes it uses. */
interface DiskVolumes {
  readonly dev_type?: string;
  readonly logical_id?: readonly unknown[];
  readonly children?: readonly DiskVolumes[];
}

/** An instance's name and its disks. */
export type InstanceDisks = readonly [{ readonly name?: string }, readonly DiskVolumes[]];

function uses(disk: DiskVolumes, lv: LvInfo): boolean {
  if (disk.dev_type === 'plain') return disk.logical_id?.[0] === lv.vg_name && disk.logical_id[1] === lv.name;
  return disk.dev_type === 'drbd' && (disk.children ?? []).some((child) => uses(child, lv));
}

/** The volumes with the name of the instance each belongs to, null for nobody's. */
export function withOwners(lvs: readonly LvInfo[], owners: readonly InstanceDisks[]): unknown[] {
  return lvs.map((lv) => {
    const owner = owners.find(([, disks]) => disks.some((disk) => uses(disk, lv)));
    return { ...lv, instance: owner?.[0].name ?? null };
  });
}

function checkedOwners(value: unknown, what: string): readonly InstanceDisks[] {
  const fits = (row: unknown): boolean => Array.isArray(row) && row.length === 2 && Array.isArray(row[1]);
  if (!Array.isArray(value) || !value.every(fits))
    throw new Error(`${what} is not a list of instances with their disks`);
  return value as InstanceDisks[];
}

/** The instances that a node is primary or secondary of, as confd knows them. */
export async function instancesOfNode(
  confd: Confd,
  hostname: string,
): Promise<{ primary: Readonly<Record<string, unknown>>[]; secondary: Readonly<Record<string, unknown>>[] }> {
  const answer = await confd.ask('REQ_NODE_INSTANCES', hostname);
  if (!Array.isArray(answer) || !answer.every((list) => Array.isArray(list)))
    throw new Error('confd gave no lists of instances');
  const [primary = [], secondary = []] = answer as Readonly<Record<string, unknown>>[][];
  return { primary, secondary };
}

async function ownersFromConfd({ confd, hostname }: CollectorDependencies): Promise<readonly InstanceDisks[]> {
  const { primary, secondary } = await instancesOfNode(confd, hostname);
  const found: unknown[] = [];
  // One after the other: a node has hundreds of instances, and the daemon answers others too.
  for (const instance of [...primary, ...secondary])
    found.push([instance, await confd.ask('REQ_INSTANCE_DISKS', instance['uuid'])]);
  return checkedOwners(found, "confd's answer");
}

/** Where to read from instead of calling lvs and asking confd. */
export interface LvSources {
  readonly file?: string | undefined;
  readonly instancesFile?: string | undefined;
}

/** Logical volumes of this node. */
export function lvCollector(deps: CollectorDependencies, sources: LvSources = {}): Collector {
  const { files, run } = deps;
  const { file, instancesFile } = sources;
  return {
    name: DATA_COLLECTOR_LV,
    row: mondCollector(DATA_COLLECTOR_LV),
    async collect() {
      const text =
        file === undefined
          ? (await run.run('lvs', LVS_ARGS, { timeout: TIMEOUT_MS })).stdout
          : await files.readText(file);
      const lvs = parseLvs(text);
      const owners =
        instancesFile === undefined
          ? await ownersFromConfd(deps)
          : checkedOwners(JSON.parse(await files.readText(instancesFile)), instancesFile);
      return withOwners(lvs, owners);
    },
  };
}
