import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where an installed system keeps programs (decision 15). */
const INSTALLED = ['/usr/sbin', '/usr/bin', '/usr/lib/ganeti', '/usr/lib/ganeti/tools'];
/** Where a checkout keeps them, beside the folder of the program that runs. */
const CHECKOUT = ['daemons', 'bin'];

/**
 * Finds the programs that belong to the one running. In a checkout only those of the checkout do: a package that is
 * installed beside it has daemons of the same names, and they are others.
 */
export class Programs {
  readonly #entry: string;
  #folders: Promise<readonly string[]> | undefined;

  /** `entry` is the path of the running program (process.argv[1]). */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** Path of a program; undefined when it is not there or cannot be executed. */
  async find(name: string): Promise<string | undefined> {
    this.#folders ??= foldersOf(this.#entry);
    for (const place of await this.#folders) {
      const path = join(place, name);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        // Not here: the next place.
      }
    }
    return undefined;
  }

  /** As `find`, but throws when the program is missing. */
  async require(name: string): Promise<string> {
    const path = await this.find(name);
    if (path !== undefined) return path;
    throw new Error(`Program '${name}' is in none of ${(await foldersOf(this.#entry)).join(', ')}`);
  }
}

async function foldersOf(entry: string): Promise<readonly string[]> {
  const own = dirname(await realpath(entry));
  const checkout = CHECKOUT.map((d) => join(own, '..', d));
  return (await isDirectory(join(own, '..', 'daemons'))) ? [own, ...checkout] : [own, ...INSTALLED];
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
