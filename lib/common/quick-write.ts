import { closeSync, fchmodSync, fchownSync, futimesSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemRandom } from './random.js';

/** What a new file gets beside its content. */
export interface FileAttributes {
  /** Permission bits, umask not applied; 0640 when not given. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Modification time to set, in seconds. */
  readonly mtime?: number;
}

/** Distinguishes this process from others, and from those that had its number before. */
const own = systemRandom.bytes(6).toString('hex');
let written = 0;

/** A name beside `path` that nobody else uses, for what will replace it. */
export function temporaryName(path: string): string {
  written += 1;
  return join(dirname(path), `.${basename(path)}.${own}${String(written)}.new`);
}

/** Replaces a small file that need not be durable, by rename, without giving up the turn. */
export function writeQuick(path: string, content: string | Uint8Array, attributes: FileAttributes): void {
  const temporary = temporaryName(path);
  const mode = attributes.mode ?? 0o640;
  const fd = openSync(temporary, 'wx', mode);
  try {
    try {
      writeFileSync(fd, content);
      // The mode given to open is cut by the umask.
      fchmodSync(fd, mode);
      const { uid, gid, mtime } = attributes;
      if (uid !== undefined || gid !== undefined) fchownSync(fd, uid ?? -1, gid ?? -1);
      if (mtime !== undefined) futimesSync(fd, mtime, mtime);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (e) {
    rmSync(temporary, { force: true });
    throw e;
  }
}
