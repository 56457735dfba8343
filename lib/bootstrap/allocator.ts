import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXT_PLUGIN_MASK, IALLOC_HAIL, IALLOCATOR_SEARCH_PATH } from '@gnt/constants';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { BootstrapContext } from './context.js';

type AllocatorContext = Pick<BootstrapContext, 'paths' | 'programs'>;

/**
 * The allocator that a new cluster asks when nobody names one: the one given, which must exist, else hail where it is
 * installed. Null: none.
 */
export async function defaultAllocator(given: string | null, ctx: AllocatorContext): Promise<string | null> {
  if (given === null) return (await isThere(IALLOC_HAIL, ctx)) ? IALLOC_HAIL : null;
  if (await isThere(given, ctx)) return given;
  throw new OpPrereqError(
    `Invalid default iallocator script '${given}' specified; allocators are programs in ${IALLOCATOR_SEARCH_PATH.join(' and ')}`,
    ECODE_INVAL,
  );
}

/** As the node finds allocators: in its own folders, among our programs, then in the machine's folders. */
async function isThere(name: string, { paths, programs }: AllocatorContext): Promise<boolean> {
  if (!EXT_PLUGIN_MASK.test(name)) return false;
  if (name === IALLOC_HAIL && (await programs.has(name))) return true;
  const folders = [
    ...IALLOCATOR_SEARCH_PATH.map((folder) => paths.local(folder)),
    ...(paths.virtual ? IALLOCATOR_SEARCH_PATH : []),
  ];
  for (const folder of folders) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) return true;
  }
  return false;
}
