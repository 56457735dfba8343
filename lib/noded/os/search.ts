import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXT_PLUGIN_MASK } from '@gnt/constants';
import { isMissing } from '../../common/files.js';
import { InvalidOs, readDefinition, type OsDefinition } from './definition.js';

/** The definition of a name without variant. Throws InvalidOs when there is none or it is wrong. */
export async function findDefinition(name: string, searchPath: readonly string[]): Promise<OsDefinition> {
  if (EXT_PLUGIN_MASK.test(name)) {
    for (const dir of searchPath) {
      const path = join(dir, name);
      const found = await stat(path).catch(() => undefined);
      if (found?.isDirectory() === true) return readDefinition(name, path);
    }
  }
  throw new InvalidOs(
    `OS '${name}' is in none of ${searchPath.join(', ')}; install its definition there ('gnt-os list' shows what all nodes have)`,
  );
}

/** Names of the entries of a search directory that may be definitions; none when it does not exist. */
export async function entriesOf(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.')).sort();
  } catch (e) {
    if (isMissing(e) || (e instanceof Error && 'code' in e && e.code === 'ENOTDIR')) return [];
    throw e;
  }
}
