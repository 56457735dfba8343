import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../common/files.js';

/** Second octets are taken from here up, so that ordinary uses of 127.0.0.0/16 stay free. */
const SECOND_OCTET = 77;

/** Which virtual cluster has which 127.77.N.0/24: one file a network, its content the cluster's directory. */
export class SubnetRegistry {
  readonly #dir: string;

  /** `dir` is shared by all users of the machine. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Claims the next unused network for `owner`; creating the file exclusively is the lock. A network that somebody else
   * listens in (`isFree` says no) is passed over.
   */
  async claim(
    owner: string,
    isLive: (dir: string, prefix: string) => Promise<boolean>,
    isFree: (prefix: string) => Promise<boolean> = async () => true,
  ): Promise<string> {
    await mkdir(this.#dir, { recursive: true });
    // Others may have made it; then its mode is theirs to keep.
    await chmod(this.#dir, 0o1777).catch(() => undefined);
    for (let third = 1; third < 255; third += 1) {
      const prefix = `127.${SECOND_OCTET}.${third}`;
      if (!(await this.#tryClaim(prefix, owner))) {
        const holder = await this.#holder(prefix);
        if (holder === undefined || (await isLive(holder, prefix))) continue;
        await rm(join(this.#dir, prefix), { force: true });
        if (!(await this.#tryClaim(prefix, owner))) continue;
      }
      if (await isFree(prefix)) return prefix;
      await this.release(prefix, owner);
    }
    throw new Error(
      `All networks of 127.${SECOND_OCTET}.0.0/16 are taken by virtual clusters; destroy one (see ${this.#dir})`,
    );
  }

  async release(prefix: string, owner: string): Promise<void> {
    if ((await this.#holder(prefix)) === owner) await rm(join(this.#dir, prefix), { force: true });
  }

  async #tryClaim(prefix: string, owner: string): Promise<boolean> {
    try {
      const file = await open(join(this.#dir, prefix), 'wx', 0o644);
      await file.writeFile(owner);
      await file.close();
      return true;
    } catch (e) {
      if (e instanceof Error && 'code' in e && e.code === 'EEXIST') return false;
      throw e;
    }
  }

  async #holder(prefix: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#dir, prefix), 'utf8');
    } catch (e) {
      if (isMissing(e)) return undefined;
      throw e;
    }
  }
}
