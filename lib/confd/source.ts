import { watch, type FSWatcher } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CONFD_CONFIG_RELOAD_RATELIMIT, CONFD_CONFIG_RELOAD_TIMEOUT } from '@gnt/constants';
import type { Clock } from '../common/clock.js';
import { isMissing } from '../common/files.js';
import type { Logger } from '../common/log.js';
import type { Paths } from '../common/paths.js';
import type { Source } from './responder.js';
import { readSnapshot, type Snapshot } from './snapshot.js';

const RATE_MS = CONFD_CONFIG_RELOAD_RATELIMIT / 1000;
const SAFETY_MS = CONFD_CONFIG_RELOAD_TIMEOUT * 1000;

export interface SourceDependencies {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
}

async function stamp(handle: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return `${String(dev)}:${String(ino)}:${String(size)}:${String(mtimeNs)}`;
}

/** A file's content and what tells it from other versions; undefined when it is as `known`, or being written right now. */
async function readChanged(path: string, known: string): Promise<{ content: Buffer; stamp: string } | undefined> {
  const handle = await open(path, 'r');
  try {
    const before = await stamp(handle);
    if (before === known) return undefined;
    const content = await handle.readFile();
    return (await stamp(handle)) === before ? { content, stamp: before } : undefined;
  } finally {
    await handle.close();
  }
}

/**
 * The configuration and the key as files have them: read anew when they change, swapped in whole. A configuration that
 * cannot be read keeps the one before; without the file there is none.
 */
export class FileSource implements Source {
  current: Snapshot | string = 'Configuration not yet loaded';
  key: Buffer = Buffer.alloc(0);
  readonly #deps: SourceDependencies;
  readonly #configFile: string;
  readonly #keyFile: string;
  #configStamp = '';
  #keyStamp = '';
  #watcher: FSWatcher | undefined;
  #checking: Promise<void> | undefined;
  #dirty = false;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(deps: SourceDependencies) {
    this.#deps = deps;
    this.#configFile = deps.paths.file('configData');
    this.#keyFile = deps.paths.file('hmacKey');
  }

  /** Reads both files and follows their changes; throws when there is no key. */
  async start(): Promise<void> {
    try {
      await this.#readKey();
    } catch (cause) {
      throw new Error(
        `No key in ${this.#keyFile}: nothing can be signed; initialise the cluster or add this node to it first`,
        { cause },
      );
    }
    await this.check();
    this.#watch();
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#watcher?.close();
  }

  /** Looks for changes now; calls while one is under way share the next. */
  async check(): Promise<void> {
    this.#dirty = true;
    this.#checking ??= this.#drain().finally(() => (this.#checking = undefined));
    await this.#checking;
  }

  async #drain(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false;
      await this.#readConfig();
      try {
        await this.#readKey();
      } catch (err) {
        this.#deps.log.warn({ err, file: this.#keyFile }, 'the key cannot be read; the old one stays');
      }
    }
  }

  async #readKey(): Promise<void> {
    const changed = await readChanged(this.#keyFile, this.#keyStamp);
    if (!changed) return;
    if (changed.content.length === 0) throw new Error(`${this.#keyFile} is empty`);
    this.key = changed.content;
    this.#keyStamp = changed.stamp;
  }

  async #readConfig(): Promise<void> {
    const { clock, log } = this.#deps;
    try {
      const changed = await readChanged(this.#configFile, this.#configStamp);
      if (!changed) return;
      // One that is broken is not read again before it changes.
      this.#configStamp = changed.stamp;
      const snapshot = await readSnapshot(changed.content.toString(), clock);
      this.current = snapshot;
      log.info({ serial: snapshot.config.serial_no }, 'configuration loaded');
    } catch (err) {
      if (isMissing(err)) this.#lost();
      else this.#broken(err);
    }
  }

  #lost(): void {
    if (this.#configStamp !== '' || typeof this.current !== 'string')
      this.#deps.log.warn({ file: this.#configFile }, 'the configuration is gone; this node is no candidate');
    this.#configStamp = '';
    this.current = `Failure during configuration update: ${this.#configFile} does not exist`;
  }

  #broken(err: unknown): void {
    this.#deps.log.error({ err, file: this.#configFile }, 'the configuration cannot be loaded');
    if (typeof this.current !== 'string') return;
    const why = err instanceof Error ? err.message : String(err);
    this.current = `Cannot load configuration from ${this.#configFile}: ${why}`;
  }

  /** A change is told by the directory: files are replaced by rename. */
  #watch(): void {
    if (this.#watcher || this.#closed) return;
    const names = [this.#configFile, this.#keyFile].map((f) => basename(f));
    try {
      const watcher = watch(dirname(this.#configFile), { persistent: false }, (_event, name) => {
        if (name === null || names.includes(name)) this.#soon();
      });
      watcher.on('error', (err) => {
        this.#deps.log.warn({ err }, 'changes are not told any more; polling');
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = undefined;
      });
      this.#watcher = watcher;
    } catch (err) {
      this.#deps.log.warn({ err }, 'changes cannot be watched; polling');
    }
  }

  /** At most one look in each interval, however often the file changes. */
  #soon(): void {
    if (this.#cancel !== undefined && this.#next === 'soon') return;
    this.#cancel?.();
    this.#arm('soon', RATE_MS / 5);
  }

  #next: 'soon' | 'safety' = 'safety';

  #arm(kind: 'soon' | 'safety', ms: number): void {
    this.#next = kind;
    this.#cancel = this.#deps.clock.after(ms, () => {
      this.#cancel = undefined;
      void this.check().then(() => {
        this.#schedule();
      });
    });
  }

  #schedule(): void {
    if (this.#closed || this.#cancel !== undefined) return;
    this.#watch();
    this.#arm('safety', this.#watcher ? SAFETY_MS : RATE_MS);
  }
}
