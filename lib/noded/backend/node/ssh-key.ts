import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../../common/files.js';

/** Kinds of keys that a cluster may have given to root. */
const KEY_FILES = ['id_rsa', 'id_dsa', 'id_ecdsa'] as const;

/** Takes root's own key out of authorized_keys and removes it, as a node that leaves the cluster does. */
export async function removeOwnKey(files: Files, home = homedir()): Promise<void> {
  const directory = join(home, '.ssh');
  const authorized = join(directory, 'authorized_keys');
  for (const name of KEY_FILES) {
    const publicKey = (await files.readTextIfPresent(join(directory, `${name}.pub`)))?.trim();
    if (publicKey === undefined) continue;
    const lines = (await files.readTextIfPresent(authorized))?.split('\n');
    if (lines?.some((line) => sameKey(line, publicKey))) {
      await files.writeAtomic(authorized, lines.filter((line) => !sameKey(line, publicKey)).join('\n'), {
        mode: 0o600,
      });
    }
    await rm(join(directory, name), { force: true });
    await rm(join(directory, `${name}.pub`), { force: true });
  }
}

function sameKey(line: string, key: string): boolean {
  const words = (text: string): string => text.trim().split(/\s+/).join(' ');
  return words(line) === words(key);
}
