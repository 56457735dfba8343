import { watch, type FSWatcher } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../common/clock.js';
import { isMissing, type Files } from '../common/files.js';
import type { Logger } from '../common/log.js';
import { GuestMonitor } from './guest-monitor.js';

/** Ending of the sockets that QEMU opens for this daemon. */
const SOCKET = '.kvmd';
const MARK = '.shutdown';
/** Milliseconds between looks while changes are told and every socket is connected to. */
const SAFETY_MS = 2_000;
/** Milliseconds between looks otherwise: there is no directory yet, or a socket on which nobody listens (yet). */
const POLL_MS = 500;

export interface ControlDirectoryOptions {
  readonly directory: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps a connection to every guest whose socket is in the KVM control directory, which may come and go. */
export class ControlDirectory {
  readonly #options: ControlDirectoryOptions;
  readonly #monitors = new Map<string, GuestMonitor>();
  readonly #silent = new Set<string>();
  #handle: FileHandle | undefined;
  #watcher: FSWatcher | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #waiting: AbortController | undefined;
  #closed = false;

  constructor(options: ControlDirectoryOptions) {
    this.#options = options;
  }

  /** Looks for the first time; from then on new sockets are found by themselves. */
  async start(): Promise<void> {
    await this.look();
  }

  /** Names of the guests that are being watched. */
  get watched(): readonly string[] {
    return [...this.#monitors.keys()].filter((name) => !this.#silent.has(name)).sort();
  }

  /** Lets go of all guests. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting?.abort();
    await this.#looking;
    this.#watcher?.close();
    const monitors = [...this.#monitors.values()];
    for (const monitor of monitors) monitor.close();
    await Promise.all(monitors.map((monitor) => monitor.ended));
    await this.#handle?.close();
  }

  /** Looks now; calls while one is under way share the next. */
  async look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#drain().finally(() => {
      this.#looking = undefined;
      this.#arm();
    });
    await this.#looking;
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#lookOnce();
      } catch (err) {
        this.#options.log.error({ err }, 'the KVM control directory cannot be read');
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const { directory, files } = this.#options;
    if (!(await this.#isHeld())) await this.#hold();
    if (this.#handle === undefined) return;
    const names = (await files.list(directory))
      .filter((file) => file.endsWith(SOCKET))
      .map((file) => file.slice(0, -SOCKET.length));
    for (const name of this.#silent) if (!names.includes(name)) this.#silent.delete(name);
    for (const name of names) if (!this.#monitors.has(name)) this.#connect(name, this.#handle);
  }

  #connect(name: string, handle: FileHandle): void {
    const { directory, files, log } = this.#options;
    // By the directory's descriptor: that path always fits into a socket address, the real one need not.
    const socket = `/proc/self/fd/${String(handle.fd)}/${name}${SOCKET}`;
    const monitor = new GuestMonitor({ name, socket, mark: join(directory, name + MARK), files, log });
    this.#monitors.set(name, monitor);
    void monitor.ended.then((connected) => {
      this.#monitors.delete(name);
      if (connected) this.#silent.delete(name);
      else if (!this.#silent.has(name)) {
        this.#silent.add(name);
        log.info({ instance: name }, 'nobody listens on the socket of a guest; trying again');
      }
      this.#arm();
    });
  }

  /** Whether the directory is still the one that is held open and watched. */
  async #isHeld(): Promise<boolean> {
    if (this.#handle === undefined) return false;
    const [held, there] = await Promise.all([
      this.#handle.stat(),
      stat(this.#options.directory).catch((e: unknown) => {
        if (isMissing(e)) return undefined;
        throw e;
      }),
    ]);
    return held.ino === there?.ino && held.dev === there.dev;
  }

  async #hold(): Promise<void> {
    const { directory, log } = this.#options;
    this.#watcher?.close();
    this.#watcher = undefined;
    await this.#handle?.close();
    this.#handle = undefined;
    try {
      this.#handle = await open(directory, 'r');
    } catch (e) {
      if (isMissing(e)) return;
      throw e;
    }
    log.info({ directory }, 'watching the KVM control directory');
    try {
      const watcher = watch(directory, { persistent: false }, (_event, file) => {
        if (file === null || file.endsWith(SOCKET)) void this.look();
      });
      watcher.on('error', (err) => {
        log.warn({ err }, 'changes are not told any more; looking from time to time');
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = undefined;
      });
      this.#watcher = watcher;
    } catch (err) {
      log.warn({ err }, 'changes cannot be watched; looking from time to time');
    }
  }

  /** Looks again after a while. The wait keeps the process alive: there may be nothing else that does. */
  #arm(): void {
    this.#waiting?.abort();
    if (this.#closed) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    const calm = this.#watcher !== undefined && this.#silent.size === 0;
    this.#options.clock.sleep(calm ? SAFETY_MS : POLL_MS, waiting.signal).then(
      () => this.look(),
      () => undefined,
    );
  }
}
