import { mkdir, readdir } from 'node:fs/promises';
import type { CommandRunner } from '../../../common/exec.js';
import type { Files } from '../../../common/files.js';
import { KeyedLock } from '../../../common/keyed-lock.js';
import type { Paths } from '../../../common/paths.js';
import { HypervisorError } from '../errors.js';
import type { ParamReader } from '../params.js';
import type { Processes } from '../processes.js';
import type { KvmFiles } from './files.js';

/** Who QEMU becomes once it has opened what it needs. */
export interface RunAs {
  readonly user?: string;
  /** Place on this machine. */
  readonly chroot?: string;
}

export interface RunAsDeps {
  readonly paths: Paths;
  readonly files: Files;
  readonly kvmFiles: KvmFiles;
  readonly runner: CommandRunner;
  readonly processes: Processes;
}

/** Chooses user and root directory of a guest's QEMU by security_model and use_chroot. */
export class RunAsChooser {
  readonly #deps: RunAsDeps;
  readonly #turns = new KeyedLock();

  constructor(deps: RunAsDeps) {
    this.#deps = deps;
  }

  async choose(name: string, hvp: ParamReader): Promise<RunAs> {
    const user = await this.#user(name, hvp);
    const chroot = hvp.flag('use_chroot') ? await this.#chroot(name) : undefined;
    return { ...(user === undefined ? {} : { user }), ...(chroot === undefined ? {} : { chroot }) };
  }

  /** The user, by name or number, that a running guest's QEMU has become; undefined when it is still root. */
  async current(name: string, hvp: ParamReader): Promise<string | undefined> {
    const { files, kvmFiles } = this.#deps;
    switch (hvp.text('security_model')) {
      case 'user':
        return this.userName(hvp.text('security_domain'));
      case 'pool':
        return (await files.readText(kvmFiles.local(kvmFiles.uid(name)))).trim();
      default:
        return undefined;
    }
  }

  /** The name of a user; throws when there is none. */
  async userName(user: string): Promise<string> {
    const entry = await this.#deps.runner.tryRun('getent', ['passwd', user]);
    const name = entry.stdout.split(':')[0] ?? '';
    if (entry.exitCode !== 0 || name === '') throw new HypervisorError(`Unknown security domain user ${user}`);
    return name;
  }

  async #user(name: string, hvp: ParamReader): Promise<string | undefined> {
    switch (hvp.text('security_model')) {
      case 'user':
        return this.userName(hvp.text('security_domain'));
      case 'pool':
        return this.#turns.run('pool', () => this.#fromPool(name));
      default:
        return undefined;
    }
  }

  /** A user of the cluster's pool that no guest holds and no process runs as; kept in the guest's uid file. */
  async #fromPool(name: string): Promise<string> {
    const { files, kvmFiles, paths, processes } = this.#deps;
    const pool = expandPool((await files.readTextIfPresent(paths.ssconf('uid_pool'))) ?? '');
    const dir = kvmFiles.local(kvmFiles.dir('uid'));
    const holders = await readdir(dir);
    const held = await Promise.all(holders.filter((h) => h !== name).map((h) => files.readText(`${dir}/${h}`)));
    const taken = new Set([...held.map(Number), ...(await processes.userIds())]);
    const uid = pool.find((candidate) => !taken.has(candidate));
    if (uid === undefined) {
      throw new HypervisorError(
        `No user of the cluster's pool is free (${String(pool.length)} in it); add more with gnt-cluster modify --uid-pool`,
      );
    }
    const user = await this.userName(String(uid));
    await files.writeAtomic(kvmFiles.local(kvmFiles.uid(name)), String(uid), { mode: 0o600, durable: false });
    return user;
  }

  async #chroot(name: string): Promise<string> {
    const dir = this.#deps.kvmFiles.local(this.#deps.kvmFiles.chroot(name));
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return dir;
  }
}

/** User ids of a pool as ssconf has it: an id or a range a line. */
export function expandPool(text: string): number[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [low, high] = line.split('-').map(Number);
      if (low === undefined || !Number.isInteger(low) || (high !== undefined && !Number.isInteger(high))) {
        throw new HypervisorError(`The cluster's user pool has a damaged line: '${line}'`);
      }
      return Array.from({ length: (high ?? low) - low + 1 }, (_, i) => low + i);
    });
}
