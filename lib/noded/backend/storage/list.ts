import {
  SF_ALLOCATABLE,
  SF_FREE,
  SF_NAME,
  SF_SIZE,
  SF_USED,
  ST_FILE,
  ST_SHARED_FILE,
  ST_GLUSTER,
} from '@gnt/constants';
import type { NodeContext } from '../../context.js';
import { NodeError } from '../../errors.js';
import { directorySpace } from './space.js';
import { usedMib } from './used.js';

const DIRECTORY_TYPES: readonly string[] = [ST_FILE, ST_SHARED_FILE, ST_GLUSTER];
const FIELDS: readonly string[] = [SF_NAME, SF_SIZE, SF_USED, SF_FREE, SF_ALLOCATABLE];

/**
 * Rows of the requested fields, one for each storage unit of the type. File storage has its directories as units;
 * `args` lists them (`lib/storage/container.py` of the original).
 */
export async function listStorage(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  type: string,
  args: readonly unknown[],
  name: string | null,
  fields: readonly string[],
): Promise<unknown[][]> {
  if (!DIRECTORY_TYPES.includes(type)) throw new NodeError(`Storage of type '${type}' cannot be listed on this node`);
  const unknown = fields.filter((f) => !FIELDS.includes(f));
  if (unknown.length > 0) throw new NodeError(`Unknown storage fields: ${unknown.join(', ')}`);
  const [paths] = args;
  if (!Array.isArray(paths) || !paths.every((p): p is string => typeof p === 'string')) {
    throw new NodeError(`Storage of type '${type}' needs the list of its directories as its argument`);
  }
  const wanted = name === null ? paths : paths.filter((p) => p === name);
  return Promise.all(wanted.map((path) => row(ctx, path, fields)));
}

async function row(
  ctx: Pick<NodeContext, 'paths' | 'files'>,
  path: string,
  fields: readonly string[],
): Promise<unknown[]> {
  const { size, free } = await directorySpace(ctx, path);
  const used = fields.includes(SF_USED) ? await usedMib(ctx.paths.local(path)) : 0;
  const values: Readonly<Record<string, unknown>> = { name: path, size, used, free, allocatable: true };
  return fields.map((f) => values[f]);
}
