import { HtoolsError } from '../model/error.js';
import { chompPrefix, TAG_AUTOREPAIR } from '../model/tags.js';

/** Kinds of repairs, from the least to the most destructive. */
export const REPAIR_TYPES = ['fix-storage', 'migrate', 'failover', 'reinstall'] as const;
/** One of the kinds of repairs. */
export type RepairType = (typeof REPAIR_TYPES)[number];

/** How repairs ended; of several the last in this list counts. */
const RESULTS = ['enoperm', 'success', 'failure'] as const;
/** How a repair ended. */
export type RepairResult = (typeof RESULTS)[number];

const PENDING = `${TAG_AUTOREPAIR}pending:`;
const RESULT = `${TAG_AUTOREPAIR}result:`;

/** A repair as a tag of its instance records it. */
export interface Repair {
  readonly type: RepairType;
  readonly uuid: string;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly jobs: readonly number[];
  /** None while it is going on. */
  readonly result: RepairResult | undefined;
  readonly tag: string;
}

/** How it stands with the repairs of an instance. */
export interface RepairState {
  readonly kind: 'healthy' | 'failed' | 'pending' | 'needs-repair';
  readonly repair: Repair | undefined;
  /** Tags that are out of date. */
  readonly outdated: readonly string[];
}

function isOneOf<T extends string>(all: readonly T[], text: string | undefined): text is T {
  return all.some((one) => one === text);
}

function asNumber(text: string | undefined, pattern: RegExp): number | undefined {
  return text !== undefined && pattern.test(text) ? Number(text) : undefined;
}

function parseCells(
  tag: string,
  cells: readonly (string | undefined)[],
  result: RepairResult | undefined,
): Repair | undefined {
  const [type, uuid, seconds, jobs] = cells;
  const time = asNumber(seconds, /^\s*-?\d+\s*$/);
  const numbers = jobs === '' || jobs === undefined ? [] : jobs.split('+').map((job) => asNumber(job, /^\s*\d+\s*$/));
  if (!isOneOf(REPAIR_TYPES, type) || uuid === undefined || time === undefined) return undefined;
  if (numbers.includes(undefined)) return undefined;
  return { type, uuid, time, jobs: numbers.filter((job) => job !== undefined), result, tag };
}

/** The repair that a tag records; undefined for any other tag. */
export function parseRepair(tag: string): Repair | undefined {
  const pending = chompPrefix(PENDING, tag)?.split(':');
  if (pending?.length === 4) return parseCells(tag, pending, undefined);
  const ended = chompPrefix(RESULT, tag)?.split(':');
  if (ended?.length !== 5) return undefined;
  const [type, uuid, time, result, jobs] = ended;
  return isOneOf(RESULTS, result) ? parseCells(tag, [type, uuid, time, jobs], result) : undefined;
}

/** A repair with the tag that records it. */
export function tagged(repair: Omit<Repair, 'tag'>): Repair {
  const { type, uuid, time, jobs, result } = repair;
  const start = `${result === undefined ? PENDING : RESULT}${type}:${uuid}:${String(time)}:`;
  return { ...repair, tag: `${start}${result === undefined ? '' : `${result}:`}${jobs.join('+')}` };
}

const rank = ({ result }: Repair): number => (result === undefined ? -1 : RESULTS.indexOf(result));

function stateOf(repair: Repair): RepairState['kind'] {
  if (repair.result === undefined) return 'pending';
  return repair.result === 'failure' ? 'failed' : 'healthy';
}

/** Tags to remove once the state changes. */
export function outdatedTags({ repair, outdated }: RepairState): string[] {
  return repair ? [repair.tag, ...outdated] : [...outdated];
}

/**
 * What the tags of an instance tell. The earliest failure counts for good; else the newest repair does. Two repairs that
 * are both going on, or one that others followed, are an error.
 */
export function repairState(instance: string, tags: readonly string[]): RepairState {
  const repairs = tags.flatMap((tag) => parseRepair(tag) ?? []);
  const uuids = [...new Set(repairs.map((r) => r.uuid))].sort((a, b) => (a < b ? -1 : 1));
  const groups = uuids
    .map((uuid) => repairs.filter((r) => r.uuid === uuid))
    .sort((a, b) => Math.min(...a.map((r) => r.time)) - Math.min(...b.map((r) => r.time)));
  let state: RepairState = { kind: 'healthy', repair: undefined, outdated: [] };
  for (const group of groups) {
    const newest = [...group].sort((a, b) => rank(a) - rank(b) || a.time - b.time).at(-1)!;
    if (state.kind === 'failed') break;
    if (state.kind === 'pending')
      throw new HtoolsError(
        `instance ${instance} has two repairs: ${JSON.stringify(newest.tag)} is newest, ` +
          `but ${JSON.stringify(state.repair?.tag)} before it has not ended; remove one of the tags`,
      );
    state = { kind: stateOf(newest), repair: newest, outdated: outdatedTags(state) };
  }
  return state;
}
