import { constants, readFileSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, mkdir, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName, writeQuick, type FileAttributes } from './quick-write.js';

export interface WriteOptions extends FileAttributes {
  /**
   * False skips the fsync of file and directory (for what can be derived again); 'content' that of the directory: after
   * a power cut the file is the old or the new one, whole.
   */
  readonly durable?: boolean | 'content';
}

/** State files as the engine sees them; handed in, so that a simulation can lose unsynced writes (decision 9). */
export interface Files {
  readText(path: string): Promise<string>;
  /** Text of the file, or undefined when there is none. */
  readTextIfPresent(path: string): Promise<string | undefined>;
  /** Texts of many small files, or why one could not be read, in the order of the paths. */
  readTexts(paths: readonly string[]): Promise<(string | Error)[]>;
  /** Replaces the file by rename: a reader sees the old or the new content, whole. */
  writeAtomic(path: string, content: string | Buffer, options?: WriteOptions): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a directory, in no order; none when there is no such directory. */
  list(path: string): Promise<string[]>;
  /** Makes a directory, and those above it, where they are missing. */
  makeDirectory(path: string, mode: number): Promise<void>;
}

/** fsync of a directory, so that a rename in it survives a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const dir = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/**
 * Syncs directories, one sync for all who ask while another is under way: each caller's sync begins after its call, so
 * what was renamed before is covered.
 */
class DirectorySyncs {
  readonly #running = new Map<string, { readonly now: Promise<void>; next: Promise<void> | undefined }>();

  sync(path: string): Promise<void> {
    const running = this.#running.get(path);
    if (!running) return this.#start(path);
    const again = (): Promise<void> => this.#start(path);
    return (running.next ??= running.now.then(again, again));
  }

  #start(path: string): Promise<void> {
    const now = syncDirectory(path).finally(() => {
      if (this.#running.get(path)?.now === now && this.#running.get(path)?.next === undefined)
        this.#running.delete(path);
    });
    this.#running.set(path, { now, next: undefined });
    return now;
  }
}

const directories = new DirectorySyncs();

async function fill(handle: FileHandle, content: string | Buffer, options: WriteOptions): Promise<void> {
  await handle.writeFile(content);
  await handle.chmod(options.mode ?? 0o640);
  if (options.uid !== undefined || options.gid !== undefined) await handle.chown(options.uid ?? -1, options.gid ?? -1);
  if (options.mtime !== undefined) await handle.utimes(options.mtime, options.mtime);
  if (options.durable !== false) await handle.datasync();
}

/** Content up to this size that need not be durable is written at once: four quick calls cost less than handing them out. */
const QUICK_BYTES = 64 * 1024;

/** Whether a file can be replaced at once by writeQuick. */
export function isQuick(content: string | Buffer, options: WriteOptions): boolean {
  return options.durable === false && content.length <= QUICK_BYTES;
}

/** Whether an error of node:fs says that the file does not exist. */
export function isMissing(e: unknown): boolean {
  return e instanceof Error && 'code' in e && e.code === 'ENOENT';
}

/** The file system of this machine: the one door for state files (style rule 4). */
export const systemFiles: Files = {
  readText: (path) => readFile(path, 'utf8'),
  async readTextIfPresent(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (e) {
      if (isMissing(e)) return undefined;
      throw e;
    }
  },
  async readTexts(paths) {
    return paths.map((path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch (e) {
        return e instanceof Error ? e : new Error(String(e));
      }
    });
  },
  async writeAtomic(path, content, options = {}) {
    if (isQuick(content, options)) {
      writeQuick(path, content, options);
      return;
    }
    const temporary = temporaryName(path);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await fill(handle, content, options).finally(() => handle.close());
      await rename(temporary, path);
    } catch (e) {
      await rm(temporary, { force: true });
      throw e;
    }
    if (options.durable !== false && options.durable !== 'content') await directories.sync(dirname(path));
  },
  async rename(from, to) {
    await mkdir(dirname(to), { recursive: true, mode: 0o750 });
    await rename(from, to);
    await directories.sync(dirname(to));
  },
  async remove(path) {
    await rm(path, { force: true });
  },
  async list(path) {
    try {
      return await readdir(path);
    } catch (e) {
      if (isMissing(e)) return [];
      throw e;
    }
  },
  async makeDirectory(path, mode) {
    await mkdir(path, { recursive: true, mode });
  },
};
