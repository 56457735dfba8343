import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, syncDirectory } from './files.js';

/** Brings files that were written without a sync to stable storage, with their names; handed in for simulations. */
export interface SyncFiles {
  /** Files that are gone by now are passed over. */
  sync(paths: Iterable<string>): Promise<void>;
}

/** Files that are synced at a time. */
const WIDTH = 4;

async function syncOne(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (e) {
    if (!isMissing(e)) throw e;
  }
}

/** The file system of this machine. */
export const systemSyncFiles: SyncFiles = {
  async sync(paths) {
    const all = [...paths];
    const queue = all.values();
    await Promise.all(
      Array.from({ length: WIDTH }, async () => {
        for (const path of queue) await syncOne(path);
      }),
    );
    for (const directory of new Set(all.map((path) => dirname(path)))) {
      await syncDirectory(directory).catch((e: unknown) => {
        if (!isMissing(e)) throw e;
      });
    }
  },
};
