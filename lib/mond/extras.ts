import { join } from 'node:path';
import { MOND_EXTRA_COLLECTORS, type MondExtraCollectorName } from '@gnt/protocol';
import type { Files } from '../common/files.js';
import type { Paths } from '../common/paths.js';

/** What this node offers beyond the original. */
export interface Extras {
  readonly collectors: readonly MondExtraCollectorName[];
  readonly metrics: boolean;
}

const NONE: Extras = { collectors: [], metrics: false };
const KEYS = ['collectors', 'metrics'];

/** The file that switches the extras on. */
export function extrasFile(paths: Paths): string {
  return join(paths.dirs.conf, 'mond.json');
}

function isCollector(name: unknown): name is MondExtraCollectorName {
  return typeof name === 'string' && Object.hasOwn(MOND_EXTRA_COLLECTORS, name);
}

/** Reads what is switched on: nothing without the file. Throws, naming the fault, when the file is wrong. */
export async function readExtras(paths: Paths, files: Files): Promise<Extras> {
  const file = extrasFile(paths);
  const text = await files.readTextIfPresent(file);
  if (text === undefined) return NONE;
  const wrong = (what: string): Error =>
    new Error(`${file}: ${what}; it is {"collectors": [names], "metrics": true or false}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('not an object');
  const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw wrong(`unknown key '${unknown.join("', '")}'`);
  const { collectors = [], metrics = false } = value as { collectors?: unknown; metrics?: unknown };
  if (typeof metrics !== 'boolean') throw wrong('"metrics" is neither true nor false');
  if (!Array.isArray(collectors)) throw wrong('"collectors" is not a list');
  for (const name of collectors as unknown[])
    if (!isCollector(name))
      throw wrong(`no collector ${JSON.stringify(name)}, there are ${Object.keys(MOND_EXTRA_COLLECTORS).join(', ')}`);
  return { collectors: collectors as MondExtraCollectorName[], metrics };
}
