import { DATA_COLLECTOR_DISK_STATS } from '@gnt/constants';
import { mondCollector } from '@gnt/protocol';
import { lines, wholeNumber, words } from '../parse/columns.js';
import type { Collector, CollectorDependencies } from './interface.js';

/** Where the kernel counts what block devices do. */
export const DISKSTATS_FILE = '/proc/diskstats';

/** Columns that every kernel has; those of discards and flushes follow and are left out, as there. */
const COLUMNS = [
  'major',
  'minor',
  'name',
  'readsNum',
  'mergedReads',
  'secRead',
  'timeRead',
  'writes',
  'mergedWrites',
  'secWritten',
  'timeWrite',
  'ios',
  'timeIO',
  'wIOmillis',
] as const;

/** Counters of one block device. */
export type Diskstats = Record<(typeof COLUMNS)[number], number | string>;

/** Reads /proc/diskstats. */
export function parseDiskstats(text: string): Diskstats[] {
  return lines(text).map((line) => {
    const cells = words(line);
    const cell = (name: (typeof COLUMNS)[number], i: number): [string, number | string] => {
      const value = cells[i];
      return [name, name === 'name' && value !== undefined ? value : wholeNumber(value, `${name} in '${line.trim()}'`)];
    };
    return Object.fromEntries(COLUMNS.map(cell)) as Diskstats;
  });
}

/** Block devices of this machine. */
export function diskstatsCollector({ files }: CollectorDependencies, file = DISKSTATS_FILE): Collector {
  return {
    name: DATA_COLLECTOR_DISK_STATS,
    row: mondCollector(DATA_COLLECTOR_DISK_STATS),
    collect: async () => parseDiskstats(await files.readText(file)),
  };
}
