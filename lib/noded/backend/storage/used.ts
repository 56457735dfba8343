import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../common/files.js';

const MIB = 1024 * 1024;

/** MiB of the files below a directory, by their size and not by the blocks they have: a sparse disk counts whole. */
export async function usedMib(directory: string): Promise<number> {
  return Math.ceil((await bytesBelow(directory)) / MIB);
}

async function bytesBelow(directory: string): Promise<number> {
  let total = 0;
  try {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) total += await bytesBelow(path);
      else if (entry.isFile()) total += (await stat(path)).size;
    }
  } catch (e) {
    // A file or directory that goes away while we look uses nothing.
    if (!isMissing(e)) throw e;
  }
  return total;
}
