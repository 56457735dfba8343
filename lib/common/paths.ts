import { join, normalize } from 'node:path';

/** Where the Debian package keeps its files; names relative to DATA, RUN, LOG or CONF (`lib/pathutils.py` of the original). */
const FILES = {
  configData: ['data', 'config.data'],
  serverPem: ['data', 'server.pem'],
  clientPem: ['data', 'client.pem'],
  rapiPem: ['data', 'rapi.pem'],
  hmacKey: ['data', 'hmac.key'],
  clusterDomainSecret: ['data', 'cluster-domain-secret'],
  spicePem: ['data', 'spice.pem'],
  spiceCaPem: ['data', 'spice-ca.pem'],
  knownHosts: ['data', 'known_hosts'],
  rapiUsers: ['data', 'rapi/users'],
  queueDir: ['data', 'queue'],
  queueSerial: ['data', 'queue/serial'],
  queueVersion: ['data', 'queue/version'],
  queueLock: ['data', 'queue/lock'],
  queueDrain: ['data', 'queue/drain'],
  queueArchiveDir: ['data', 'queue/archive'],
  watcherPause: ['data', 'watcher.pause'],
  journal: ['data', 'journal'],
  journalCheckpoint: ['data', 'journal.checkpoint'],
  journalPromise: ['data', 'journal.promise'],
  journalWhole: ['data', 'journal.whole'],
  exportDir: ['data', 'export'],
  locksData: ['data', 'locks.data'],
  tempreservations: ['data', 'tempres.data'],
  socketDir: ['run', 'socket'],
  masterSocket: ['run', 'socket/ganeti-master'],
  querySocket: ['run', 'socket/ganeti-query'],
  metadSocket: ['run', 'socket/ganeti-metad'],
  instanceReasonDir: ['run', 'instance-reason'],
  instanceDisksDir: ['run', 'instance-disks'],
  cryptoKeysDir: ['run', 'crypto'],
  importExportDir: ['run', 'import-export'],
  livelockDir: ['run', 'livelocks'],
  rpcFiguresDir: ['run', 'rpc-figures'],
  kvmDir: ['run', 'kvm-hypervisor'],
  fakeDir: ['run', 'fake-hypervisor'],
  bdevCacheDir: ['run', 'bdev-cache'],
  osLogDir: ['log', 'os'],
  hooksDir: ['conf', 'hooks'],
  fileStoragePaths: ['conf', 'file-storage-paths'],
  restrictedCommandsDir: ['conf', 'restricted-commands'],
  vncPasswordFile: ['conf', 'vnc-cluster-password'],
} as const;

export type PathName = keyof typeof FILES;

/**
 * Every path, derived in one place (decision 15). With a virtual cluster's root the same paths live under it; what
 * crosses a wire or stands in config.data is unprefixed (`virtual-cluster.md`).
 */
export class Paths {
  readonly #files = new Map<PathName, string>();
  /** Root of a virtual node (GANETI_ROOTDIR), or "" on a real machine. */
  readonly root: string;
  readonly dirs: Readonly<Record<'data' | 'run' | 'log' | 'conf', string>>;

  constructor(root = '') {
    this.root = root === '' ? '' : normalize(root).replace(/\/+$/, '');
    this.dirs = {
      data: this.local('/var/lib/ganeti'),
      run: this.local('/var/run/ganeti'),
      log: this.local('/var/log/ganeti'),
      conf: this.local('/etc/ganeti'),
    };
  }

  /** True in a virtual cluster. */
  get virtual(): boolean {
    return this.root !== '';
  }

  /** The place on this machine of a file of the table. */
  file(name: PathName): string {
    let path = this.#files.get(name);
    if (path === undefined) {
      const [dir, rest] = FILES[name];
      this.#files.set(name, (path = join(this.dirs[dir], rest)));
    }
    return path;
  }

  /** ssconf file of a key. */
  ssconf(key: string): string {
    return join(this.dirs.data, `ssconf_${key}`);
  }

  /** pid file of a daemon. */
  pidFile(daemon: string): string {
    return join(this.dirs.run, `${daemon}.pid`);
  }

  /** The place on this machine of an unprefixed path. */
  local(path: string): string {
    return this.root === '' ? path : join(this.root, path);
  }

  /** The unprefixed form of a path on this machine; throws when it lies outside of the root. */
  unprefixed(path: string): string {
    if (this.root === '') return path;
    const p = normalize(path);
    if (!p.startsWith(`${this.root}/`)) throw new Error(`Path '${path}' is not below the node's root '${this.root}'`);
    return p.slice(this.root.length);
  }
}

/** Longest Unix socket path that Node binds uncut. */
export const MAX_SOCKET_PATH = 107;

/** Returns `path`; throws when Node would silently cut it at bind or connect (decision 13). */
export function checkedSocketPath(path: string): string {
  const length = Buffer.byteLength(path);
  if (length > MAX_SOCKET_PATH) {
    throw new Error(
      `Socket path '${path}' is ${String(length)} bytes long, at most ${String(MAX_SOCKET_PATH)} work; use a shorter directory`,
    );
  }
  return path;
}
