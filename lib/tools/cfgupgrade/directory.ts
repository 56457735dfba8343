import { lstat, mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, type Files, type WriteOptions } from '../../common/files.js';
import type { Random } from '../../common/random.js';

/** What a path is. */
export type Kind = 'file' | 'directory' | 'link' | 'missing' | 'other';

/** What stands at a path; a link is not followed. */
export async function kindOf(path: string): Promise<Kind> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'directory' : 'other';
  } catch (e) {
    if (isMissing(e)) return 'missing';
    throw e;
  }
}

/** Whether a file stands at a path, directly or by a link. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (e) {
    if (isMissing(e)) return false;
    throw e;
  }
}

/** Permissions and owner to give to the file that replaces one. */
async function likeness(path: string): Promise<WriteOptions> {
  const { mode, uid, gid } = await stat(path);
  return process.geteuid?.() === 0 ? { mode: mode & 0o777, uid, gid } : { mode: mode & 0o777 };
}

/** Replaces a file, keeping the old one beside it; returns the name of that copy. */
export async function replaceWithBackup(
  files: Files,
  random: Random,
  path: string,
  content: string,
  seconds: number,
): Promise<string> {
  const options = await likeness(path);
  const backup = `${path}.backup-${String(Math.floor(seconds))}.${random.bytes(4).toString('hex')}`;
  await files.writeAtomic(backup, await files.readText(path), options);
  await files.writeAtomic(path, content, options);
  return backup;
}

/** Moves the user file of the remote API to its place since 2.4 and leaves a link where it was. */
export async function moveRapiUsers(
  files: Files,
  dataDir: string,
  dryRun: boolean,
  info: (message: string) => void,
): Promise<void> {
  const [old, now] = [join(dataDir, 'rapi_users'), join(dataDir, 'rapi/users')];
  let moved = false;
  if ((await kindOf(old)) === 'file') {
    if ((await kindOf(now)) !== 'missing') {
      throw new Error(`Both ${old} and ${now} exist: keep the users you want in ${now} and remove ${old}`);
    }
    info(`Moving ${old} to ${now}`);
    moved = true;
    if (!dryRun) {
      await mkdir(join(dataDir, 'rapi'), { recursive: true, mode: 0o750 });
      await files.rename(old, now);
    }
  }
  if ((moved || (await kindOf(old)) === 'missing') && (moved || (await isFile(now)))) {
    info(`Linking ${old} to ${now}`);
    if (!dryRun) await symlink(now, old);
  }
}
