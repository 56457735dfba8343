import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where an installed system keeps programs (decision 15). */
const INSTALLED = ['/usr/sbin', '/usr/bin', '/usr/lib/ganeti', '/usr/lib/ganeti/tools'];
/** Where a checkout keeps them, beside the folder of the program that runs. */
const CHECKOUT = ['daemons', 'bin', 'tools'];

/** Finds the programs that belong to the one running: those of its own checkout before installed ones. */
export class Programs {
  readonly #entry: string;

  /** `entry` is the path of the running program (process.argv[1]). */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** Path of a program; undefined when it is not there or cannot be executed. */
  async find(name: string): Promise<string | undefined> {
    const own = dirname(await realpath(this.#entry));
    const places = [own, ...CHECKOUT.map((d) => join(own, '..', d)), ...INSTALLED];
    for (const place of places) {
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
    if (path === undefined)
      throw new Error(`Program '${name}' is not installed beside '${this.#entry}' nor in ${INSTALLED.join(', ')}`);
    return path;
  }
}
