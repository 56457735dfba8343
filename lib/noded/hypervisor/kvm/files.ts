import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MAX_SOCKET_PATH, checkedSocketPath, type Paths } from '../../../common/paths.js';
import { HypervisorError } from '../errors.js';

const ROOT = '/var/run/ganeti/kvm-hypervisor';
const LOG_DIR = '/var/log/ganeti/kvm';
const SUBDIRS = ['pid', 'uid', 'ctrl', 'conf', 'nic', 'chroot', 'chroot-quarantine'] as const;

/** Sockets of a guest in `ctrl/`, by what they serve. */
export type ControlSocket = 'monitor' | 'serial' | 'qmp' | 'kvmd' | 'qga';
export const CONTROL_SOCKETS: readonly ControlSocket[] = ['monitor', 'serial', 'qmp', 'kvmd', 'qga'];

/**
 * Where the KVM hypervisor keeps what. The methods give unprefixed paths, as they stand in runtime files, which travel
 * between nodes; `local` and `socket` turn them into the places on this machine.
 */
export class KvmFiles {
  readonly #paths: Paths;
  readonly #temporary: string;

  constructor(paths: Paths, temporary = '/tmp') {
    this.#paths = paths;
    this.#temporary = temporary;
  }

  pid(name: string): string {
    return join(ROOT, 'pid', checkedName(name));
  }
  uid(name: string): string {
    return join(ROOT, 'uid', checkedName(name));
  }
  control(name: string, socket: ControlSocket): string {
    return join(ROOT, 'ctrl', `${checkedName(name)}.${socket}`);
  }
  /** Mark that the guest was shut down by its own user. */
  shutdownMark(name: string): string {
    return join(ROOT, 'ctrl', `${checkedName(name)}.shutdown`);
  }
  runtime(name: string): string {
    return join(ROOT, 'conf', `${checkedName(name)}.runtime`);
  }
  nicDir(name: string): string {
    return join(ROOT, 'nic', checkedName(name));
  }
  nic(name: string, index: number): string {
    return join(this.nicDir(name), String(index));
  }
  chroot(name: string): string {
    return join(ROOT, 'chroot', checkedName(name));
  }
  log(name: string): string {
    return join(LOG_DIR, `${checkedName(name)}.log`);
  }
  dir(name: (typeof SUBDIRS)[number]): string {
    return join(ROOT, name);
  }

  /** The place on this machine of an unprefixed path. */
  local(path: string): string {
    return this.#paths.local(path);
  }

  /** The unprefixed form of a path below this node's root; others stay. */
  portable(path: string): string {
    return this.#paths.virtual && path.startsWith(`${this.#paths.root}/`) ? this.#paths.unprefixed(path) : path;
  }

  /** The place on this machine of an unprefixed socket path; through the short link when it would be too long. */
  socket(path: string): string {
    const local = this.local(path);
    if (Buffer.byteLength(local) <= MAX_SOCKET_PATH) return local;
    return checkedSocketPath(join(this.#shortLink(dirname(local)), basename(local)));
  }

  /** Makes the short link that `socket` goes through, when this path needs it. */
  async linkSocketDir(path: string): Promise<void> {
    const target = dirname(this.local(path));
    const link = this.#shortLink(target);
    if (dirname(this.socket(path)) !== link) return;
    await symlink(target, link).catch(async (cause: unknown) => {
      if ((await readlink(link).catch(() => undefined)) !== target) {
        throw new HypervisorError(`Cannot make the short link '${link}' to '${target}'; remove what is in its place`, {
          cause,
        });
      }
    });
  }

  /** Removes the short link of a socket's directory when nothing is left in that. */
  async unlinkSocketDir(path: string): Promise<void> {
    const target = dirname(this.local(path));
    const link = this.#shortLink(target);
    if ((await readlink(link).catch(() => undefined)) !== target) return;
    if ((await readdir(target).catch(() => [])).length === 0) await rm(link, { force: true });
  }

  /** Makes the directories, which may lie on a file system that is empty after a boot. */
  async prepare(): Promise<void> {
    for (const dir of [ROOT, ...SUBDIRS.map((name) => this.dir(name))]) {
      await mkdir(this.local(dir), { recursive: true, mode: 0o775 });
    }
    await mkdir(this.local(LOG_DIR), { recursive: true, mode: 0o750 });
  }

  #shortLink(dir: string): string {
    return join(this.#temporary, `gnt-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`);
  }
}

function checkedName(name: string): string {
  if (name === '' || name.startsWith('.') || name.includes('/'))
    throw new HypervisorError(`Invalid instance name '${name}'`);
  return name;
}
