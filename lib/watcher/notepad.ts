import { utimes } from 'node:fs/promises';
import type { Clock } from '../common/clock.js';
import type { Files } from '../common/files.js';
import { pythonJson } from '../common/python-json.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

/** What is remembered of an instance: attempts, and when the last one was (seconds since the epoch). */
interface InstanceNotes {
  restart_count?: number;
  restart_when?: number;
  cleanup_count?: number;
  cleanup_when?: number;
}

interface Notes {
  readonly instance: Record<string, InstanceNotes>;
  readonly node: Record<string, { bootid?: string }>;
}

/**
 * Seconds after which attempts are forgotten (`lib/watcher/state.py`): five of them, one every five minutes, take half an
 * hour, and eight hours are sixteen times that.
 */
export const RETRY_EXPIRATION = 8 * 3600;

/** What the watcher of a node group remembers from one run to the next, in the original's file format. */
export class Notepad {
  readonly #notes: Notes;
  readonly #before: string;
  readonly #clock: Clock;

  private constructor(notes: Notes, clock: Clock) {
    this.#notes = notes;
    this.#clock = clock;
    this.#before = this.text();
  }

  /** Reads what a file holds; what is no state of the watcher counts as nothing, with a warning. */
  static parse(text: string, { clock, log }: { readonly clock: Clock; readonly log: WatcherLog }): Notepad {
    let notes: Partial<Notes> = {};
    try {
      if (text !== '') notes = notesIn(text);
    } catch (e) {
      log.warning(`The state file cannot be understood, nothing is remembered: ${messageOf(e)}`);
    }
    return new Notepad({ ...notes, instance: notes.instance ?? {}, node: notes.node ?? {} }, clock);
  }

  /** As the file holds it. */
  text(): string {
    return `${pythonJson(this.#notes)}\n`;
  }

  /** Writes the file when something changed, else only its time. */
  async save(files: Pick<Files, 'writeAtomic'>, path: string): Promise<void> {
    const text = this.text();
    if (text !== this.#before) {
      await files.writeAtomic(path, text, { mode: 0o600 });
      return;
    }
    const now = this.#clock.now() / 1000;
    await utimes(path, now, now);
  }

  bootId(node: string): string | undefined {
    return this.#notes.node[node]?.bootid;
  }
  setBootId(node: string, bootId: string): void {
    (this.#notes.node[node] ??= {}).bootid = bootId;
  }

  /** How often the instance was restarted since it ran last. */
  restarts(instance: string): number {
    return this.#notes.instance[instance]?.restart_count ?? 0;
  }
  recordRestart(instance: string): void {
    const notes = (this.#notes.instance[instance] ??= {});
    notes.restart_when = this.#clock.now() / 1000;
    notes.restart_count = (notes.restart_count ?? 0) + 1;
  }

  /** How often cleaning up after the instance's user failed. */
  cleanups(instance: string): number {
    return this.#notes.instance[instance]?.cleanup_count ?? 0;
  }
  recordCleanup(instance: string): void {
    const notes = (this.#notes.instance[instance] ??= {});
    notes.cleanup_when = this.#clock.now() / 1000;
    notes.cleanup_count = (notes.cleanup_count ?? 0) + 1;
  }

  forget(instance: string): void {
    Reflect.deleteProperty(this.#notes.instance, instance);
  }

  /** Forgets instances that are gone, and attempts that are too old; returns whom it forgot. */
  prune(existing: ReadonlySet<string>): string[] {
    const earliest = this.#clock.now() / 1000 - RETRY_EXPIRATION;
    const forgotten = Object.entries(this.#notes.instance)
      .filter(([name, notes]) => !existing.has(name) || lastAttempt(notes) < earliest)
      .map(([name]) => name);
    for (const name of forgotten) this.forget(name);
    return forgotten;
  }
}

/** The original looks at restarts only, so that it never counts to a second cleanup. */
function lastAttempt({ restart_when = 0, cleanup_when = 0 }: InstanceNotes): number {
  return Math.max(restart_when, cleanup_when);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notesIn(text: string): Partial<Notes> {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error('it is no object');
  for (const part of ['instance', 'node']) {
    const entries = value[part] ?? {};
    if (!isObject(entries) || !Object.values(entries).every(isObject)) throw new Error(`'${part}' holds no objects`);
  }
  return value;
}
