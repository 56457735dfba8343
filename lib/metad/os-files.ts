import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../common/files.js';
import { osSearchPath } from '../common/os-search-path.js';
import type { Paths } from '../common/paths.js';
import type { Guest } from './guests.js';
import { publicOsParameters } from './os-parameters.js';

/** Scripts of an OS definition that guests may read. */
export const SERVED_SCRIPTS = ['create', 'export', 'import', 'rename', 'verify'] as const;

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'r');
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`'${path}' is no file`);
    return { handle, size: stats.size };
  } catch (e) {
    await handle.close();
    throw e;
  }
}

/** The file that a public OS parameter of an instance names. Throws when there is none. */
export async function openPackage({ name, data }: Guest, parameter: string): Promise<OpenFile> {
  const path = publicOsParameters(data)[parameter];
  if (typeof path !== 'string') throw new Error(`Could not find OS package for ${name}`);
  return openFile(path);
}

/** A script of the OS of an instance, from the first directory of definitions that has it. Throws when there is none. */
export async function openScript({ name, data }: Guest, script: string, paths: Paths): Promise<OpenFile> {
  const { os } = data;
  if (typeof os !== 'string') throw new Error(`Could not find OS for ${name}`);
  // The variant is no part of the directory's name.
  const [definition = ''] = os.split('+');
  if (definition === '') throw new Error(`There is no OS for ${name}`);
  if (definition.startsWith('.') || definition.includes('/')) throw new Error(`'${definition}' is no name of an OS`);
  for (const directory of osSearchPath(paths)) {
    try {
      return await openFile(join(directory, definition, script));
    } catch (e) {
      if (!isMissing(e)) throw e;
    }
  }
  throw new Error(`Could not find OS script ${join(definition, script)}`);
}
