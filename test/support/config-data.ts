import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../lib/common/clock.js';
import type { Random } from '../../lib/common/random.js';
import type { Files, WriteOptions } from '../../lib/common/files.js';
import { parseConfig } from '../../lib/config/load.js';
import type { ConfigSnapshot } from '../../lib/config/interface.js';

/** Path of a file in test/data. */
export function testData(name: string): string {
  return fileURLToPath(new URL(`../../../test/data/${name}`, import.meta.url));
}

/** Text of a file in test/data. */
export function testText(name: string): string {
  return readFileSync(testData(name), 'utf8');
}

/** The configuration recorded from a cluster of three nodes running the original 3.1. */
export function recordedConfig(): ConfigSnapshot {
  return parseConfig(testText('config/config-3.1.data'), 'config.data');
}

/** A clock that stands at a time in milliseconds until it is moved. */
export class StoppedClock implements Clock {
  time: number;
  constructor(time = 1_800_000_000_000) {
    this.time = time;
  }
  now(): number {
    return this.time;
  }
  sleep(): Promise<void> {
    return Promise.resolve();
  }
  after(): () => void {
    return () => undefined;
  }
}

/** Randomness that counts. */
export class CountingRandom implements Random {
  #next = 0;
  uuid(): string {
    this.#next += 1;
    return `00000000-0000-4000-8000-${this.#next.toString(16).padStart(12, '0')}`;
  }
  bytes(count: number): Buffer {
    this.#next += 1;
    const buffer = Buffer.alloc(count);
    buffer.writeUIntBE(this.#next, count - Math.min(count, 3), Math.min(count, 3));
    return buffer;
  }
}

/** Files in memory; `gate`, when set, is awaited before each write and may reject it. */
export class MemoryFiles implements Files {
  readonly contents = new Map<string, string>();
  readonly options = new Map<string, WriteOptions>();
  writes = 0;
  gate: ((path: string) => Promise<void>) | undefined;

  readText(path: string): Promise<string> {
    const text = this.contents.get(path);
    return text === undefined ? Promise.reject(new Error(`no file ${path}`)) : Promise.resolve(text);
  }
  readTextIfPresent(path: string): Promise<string | undefined> {
    return Promise.resolve(this.contents.get(path));
  }
  readTexts(paths: readonly string[]): Promise<(string | Error)[]> {
    return Promise.all(paths.map((path) => this.readText(path).catch((e: unknown) => e as Error)));
  }
  async writeAtomic(path: string, content: string | Buffer, options: WriteOptions = {}): Promise<void> {
    await this.gate?.(path);
    this.writes += 1;
    this.contents.set(path, content.toString());
    this.options.set(path, options);
  }
  async rename(from: string, to: string): Promise<void> {
    this.contents.set(to, await this.readText(from));
    this.contents.delete(from);
  }
  remove(path: string): Promise<void> {
    this.contents.delete(path);
    return Promise.resolve();
  }
  makeDirectory(): Promise<void> {
    return Promise.resolve();
  }
  list(path: string): Promise<string[]> {
    const below = [...this.contents.keys()]
      .filter((p) => p.startsWith(`${path}/`))
      .map((p) => p.slice(path.length + 1));
    return Promise.resolve([...new Set(below.map((p) => p.replace(/\/.*/, '')))]);
  }
}
