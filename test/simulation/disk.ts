import { dirname } from 'node:path';
import type { AppendFile, AppendFiles } from '../../lib/common/append-file.js';
import type { Files } from '../../lib/common/files.js';
import type { SyncFiles } from '../../lib/common/sync-files.js';
import { Inode } from './inode.js';
import type { SeededRandom } from './random.js';
import type { SimProcess } from './process.js';

export type DiskFault = 'ENOSPC' | 'EIO' | 'EROFS';

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, '${path}'`), { code });
}

/**
 * The disk of a node. Killing a process leaves what was written; a power cut takes what was not synced, files and names
 * alike. Operations that are under way at that moment happened, did not, or happened in part.
 */
export class SimDisk {
  readonly #random: SeededRandom;
  #names = new Map<string, Inode>();
  /** Names as they would be found after a power cut. */
  #syncedNames = new Map<string, Inode>();
  /** Names that changed since their directory was synced. */
  readonly #changed = new Set<string>();
  readonly #underWay = new Map<() => void, SimProcess>();
  fault: DiskFault | undefined;
  /** How much slower than usual. */
  slowness = 1;
  /** Told of content that a process brought to stable storage. */
  onSynced: ((path: string, process: SimProcess, file: object, content: Buffer) => void) | undefined;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Looks at a file from outside. */
  peek(path: string): string | undefined {
    return this.#names.get(path)?.content.toString('utf8');
  }

  /** What is left of a file after a power cut at the least; undefined when that is open. */
  stable(path: string): Buffer | undefined {
    const inode = this.#names.get(path);
    return inode === this.#syncedNames.get(path) ? inode?.stable : undefined;
  }

  /** Puts a file in place from outside, safely stored. */
  place(path: string, text: string): void {
    this.#replace(path, Buffer.from(text), true);
  }

  paths(): string[] {
    return [...this.#names.keys()];
  }

  /** What a process that was killed had under way ends in one way or another; without one, that of all processes. */
  interrupt(process?: SimProcess): void {
    for (const [finish, owner] of this.#underWay) {
      if (process && owner !== process) continue;
      this.#underWay.delete(finish);
      if (this.#random.chance(0.5)) finish();
    }
  }

  powerCut(): void {
    this.interrupt();
    for (const path of this.#changed) this.#cutName(path);
    this.#changed.clear();
    for (const inode of new Set(this.#names.values())) inode.crash(this.#random);
    this.#syncedNames = new Map(this.#names);
  }

  /** A name whose change is not synced is the new or the old one afterwards. */
  #cutName(path: string): void {
    const [now, then] = [this.#names.get(path), this.#syncedNames.get(path)];
    if (now === then || this.#random.chance(0.5)) return;
    if (then) this.#names.set(path, then);
    else this.#names.delete(path);
  }

  #replace(path: string, data: Buffer, durable: boolean): Inode {
    const inode = new Inode();
    inode.append(data);
    this.#set(path, inode);
    if (durable) {
      inode.sync();
      this.#syncDirectory(dirname(path));
    }
    return inode;
  }

  #set(path: string, inode: Inode | undefined): void {
    if (inode) this.#names.set(path, inode);
    else this.#names.delete(path);
    this.#changed.add(path);
  }

  #syncDirectory(directory: string): void {
    for (const path of this.#changed) if (dirname(path) === directory) this.#syncName(path);
  }

  #syncName(path: string): void {
    const inode = this.#names.get(path);
    if (inode) this.#syncedNames.set(path, inode);
    else this.#syncedNames.delete(path);
    this.#changed.delete(path);
  }

  #rename(from: string, to: string): void {
    const inode = this.#names.get(from);
    if (!inode) throw fault('ENOENT', from);
    this.#set(from, undefined);
    this.#set(to, inode);
    // One transaction of the file system: both names or none.
    this.#syncName(from);
    this.#syncDirectory(dirname(to));
  }

  /** An operation that changes something: it takes its time, fails while the disk does, and may be cut short. */
  #change<T>(process: SimProcess, path: string, ms: number, act: () => T, part: () => void = act): Promise<T> {
    if (!process.alive) return new Promise(() => undefined);
    this.#underWay.set(part, process);
    return process.later(this.#latency(ms), () => {
      this.#underWay.delete(part);
      if (this.fault) throw fault(this.fault, path);
      return act();
    });
  }

  #latency(ms: number): number {
    return ms * this.slowness * this.#random.between(0.5, 1.5);
  }

  /** The state files as a process sees them. */
  files(process: SimProcess): Files {
    const read = (path: string): Promise<string | undefined> =>
      process.later(this.#latency(0.05), () => this.#names.get(path)?.content.toString('utf8'));
    const readText = async (path: string): Promise<string> => {
      const text = await read(path);
      if (text === undefined) throw fault('ENOENT', path);
      return text;
    };
    return {
      readTextIfPresent: read,
      readText,
      readTexts: (paths) => Promise.all(paths.map((path) => readText(path).catch((e: unknown) => e as Error))),
      writeAtomic: (path, content, options = {}) => {
        const durable = options.durable !== false;
        const data = Buffer.from(content);
        return this.#change(process, path, durable ? 0.4 : 0.1, () => {
          const inode = this.#replace(path, data, durable);
          if (durable) this.onSynced?.(path, process, inode, data);
        });
      },
      rename: (from, to) =>
        this.#change(
          process,
          to,
          0.3,
          () => {
            this.#rename(from, to);
          },
          () => {
            if (this.#names.has(from)) this.#rename(from, to);
          },
        ),
      remove: (path) =>
        this.#change(process, path, 0.1, () => {
          this.#set(path, undefined);
        }),
      makeDirectory: () => process.later(this.#latency(0.05), () => undefined),
      list: (path) =>
        process.later(this.#latency(0.05), () => {
          const below = [...this.#names.keys()].filter((p) => p.startsWith(`${path}/`));
          return [...new Set(below.map((p) => p.slice(path.length + 1).replace(/\/.*/, '')))];
        }),
    };
  }

  /** Brings what was written without a sync to stable storage. */
  syncFiles(process: SimProcess): SyncFiles {
    return {
      sync: (paths) => {
        const all = [...paths];
        return this.#change(process, all[0] ?? '', 0.3, () => {
          for (const path of all) this.#names.get(path)?.sync();
          for (const directory of new Set(all.map((path) => dirname(path)))) this.#syncDirectory(directory);
        });
      },
    };
  }

  /** The growing files as a process sees them. */
  appendFiles(process: SimProcess): AppendFiles {
    return {
      open: (path) =>
        process.later(this.#latency(0.1), () => {
          let inode = this.#names.get(path);
          if (!inode) {
            if (this.fault) throw fault(this.fault, path);
            inode = new Inode();
            this.#set(path, inode);
          }
          return this.#open(process, path, inode);
        }),
    };
  }

  #open(process: SimProcess, path: string, inode: Inode): AppendFile {
    return {
      get size() {
        return inode.size;
      },
      read: () => process.later(this.#latency(0.1), () => Buffer.from(inode.content)),
      append: (data) => {
        const copy = Buffer.from(data);
        return this.#change(
          process,
          path,
          0.02,
          () => {
            inode.append(copy);
          },
          () => {
            inode.append(copy.subarray(0, this.#random.int(copy.length + 1)));
          },
        );
      },
      sync: () =>
        this.#change(process, path, 0.2, () => {
          inode.sync();
          if (this.#names.get(path) === inode) this.#syncName(path);
          this.onSynced?.(path, process, inode, inode.content);
        }),
      truncate: (size) =>
        this.#change(process, path, 0.05, () => {
          inode.truncate(size);
        }),
      close: () => process.later(0, () => undefined),
    };
  }
}
