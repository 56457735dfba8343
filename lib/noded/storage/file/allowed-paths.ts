import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, normalize } from 'node:path';
import type { Files } from '../../../common/files.js';
import type { Paths } from '../../../common/paths.js';
import { NodeError } from '../../errors.js';

/** Directories of the system that never hold disks, whatever the administrator allows (`lib/storage/filestorage.py`). */
const FORBIDDEN: readonly string[] = [
  ...['/boot', '/dev', '/etc', '/home', '/proc', '/root', '/sys'],
  ...['', '/usr', '/usr/local'].flatMap((p) => ['bin', 'lib', 'lib32', 'lib64', 'sbin'].map((d) => `${p}/${d}`)),
];

function withoutSlash(path: string): string {
  return path === '/' ? path : normalize(path).replace(/\/+$/, '');
}

/** Whether `path` lies below `root`, by name. */
export function isBelow(root: string, path: string): boolean {
  const base = withoutSlash(root);
  return withoutSlash(path).startsWith(base === '/' ? '/' : `${base}/`);
}

/** Those of the paths that are relative or belong to the system, sorted. */
export function wrongFileStoragePaths(paths: readonly string[]): string[] {
  return paths
    .map(withoutSlash)
    .filter((path) => !isAbsolute(path) || FORBIDDEN.some((f) => path === f || isBelow(f, path)))
    .sort();
}

/** Which directories the administrator allows for disks; unprefixed paths throughout. */
export class FileStoragePaths {
  readonly #paths: Paths;
  readonly #files: Files;

  constructor(paths: Paths, files: Files) {
    this.#paths = paths;
    this.#files = files;
  }

  /** The list in /etc/ganeti/file-storage-paths; empty when there is none. */
  async allowed(): Promise<string[]> {
    const text = (await this.#files.readTextIfPresent(this.#paths.file('fileStoragePaths'))) ?? '';
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  }

  /** Throws unless disks may live at the path: below an allowed directory and not in one of the system's. */
  async check(path: string, options: { readonly exactMatchOk?: boolean } = {}): Promise<void> {
    const allowed = await this.allowed();
    const file = this.#paths.file('fileStoragePaths');
    if (allowed.length === 0) {
      throw new NodeError(`No paths are allowed for file storage; list them in '${file}' on this node`);
    }
    if (!isAbsolute(path)) throw new NodeError(`File storage takes absolute paths only, not '${path}'`);
    if (wrongFileStoragePaths([path]).length > 0) throw new NodeError(`Path '${path}' uses a forbidden prefix`);
    const matches = (root: string): boolean =>
      isAbsolute(root) &&
      (isBelow(root, path) || (options.exactMatchOk === true && withoutSlash(root) === withoutSlash(path)));
    if (!allowed.some(matches)) {
      throw new NodeError(`File storage may not use path '${path}'; '${file}' allows ${allowed.join(', ')}`);
    }
  }

  /** Why a storage directory cannot be used; undefined when it can. */
  async problemOf(path: string): Promise<string | undefined> {
    try {
      await this.check(path, { exactMatchOk: true });
    } catch (e) {
      if (e instanceof NodeError) return e.message;
      throw e;
    }
    const local = this.#paths.local(path);
    try {
      if (!(await stat(local)).isDirectory()) return `Path '${path}' is not a directory`;
    } catch {
      return `Path '${path}' does not exist`;
    }
    try {
      await access(local, constants.W_OK);
    } catch {
      return `Path '${path}' is not writable`;
    }
    return undefined;
  }
}
