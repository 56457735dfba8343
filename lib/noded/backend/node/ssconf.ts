import { VALID_SS_KEYS } from '@gnt/constants';
import type { CommandRunner } from '../../../common/exec.js';
import type { Files } from '../../../common/files.js';
import { lockFile } from '../../../common/flock.js';
import type { Paths } from '../../../common/paths.js';
import { NodeError } from '../../errors.js';

/** Largest value of one file (`lib/ssconf.py` of the original). */
const MAX_BYTES = 128 * 1024;
const LOCK_SECONDS = 10;
const MODE = 0o444;

/** The simple configuration files on this node. */
export class NodeSsconf {
  readonly #paths: Paths;
  readonly #files: Files;
  readonly #run: CommandRunner;

  constructor(paths: Paths, files: Files, run: CommandRunner) {
    this.#paths = paths;
    this.#files = files;
    this.#run = run;
  }

  /** Lines of a file, without the empty one at its end; undefined when there is no such file. */
  async lines(key: string): Promise<string[] | undefined> {
    const text = await this.#files.readTextIfPresent(this.#paths.ssconf(key));
    return text?.split('\n').filter((line, i, all) => line !== '' || i < all.length - 1);
  }

  /** The one line of a file; throws when it is missing. */
  async value(key: string): Promise<string> {
    const [line] = (await this.lines(key)) ?? [];
    if (line === undefined)
      throw new NodeError(`File '${this.#paths.ssconf(key)}' is missing or empty; is this node part of a cluster?`);
    return line;
  }

  /** Lines of the form name=value; empty when the file is missing. */
  async map(key: string): Promise<Map<string, string>> {
    const lines = (await this.lines(key)) ?? [];
    return new Map(
      lines.flatMap((line): [string, string][] => {
        const at = line.indexOf('=');
        return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
      }),
    );
  }

  /** Writes files under the lock that other programs of the node take too. All values are checked before any is written. */
  async write(values: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
    const contents = Object.entries(values).map(([key, value]): [string, string] => [key, contentOf(key, value)]);
    const lock = await lockFile(this.#run, this.#paths.local('/var/lock/ganeti-ssconf.lock'), {
      waitSeconds: LOCK_SECONDS,
    });
    try {
      for (const [key, content] of contents)
        await this.#files.writeAtomic(this.#paths.ssconf(key), content, { mode: MODE });
    } finally {
      await lock.release();
    }
  }
}

function contentOf(key: string, value: string | readonly string[]): string {
  // The key becomes part of a file name: only known ones do.
  if (!(VALID_SS_KEYS as readonly string[]).includes(key)) throw new NodeError(`Unknown ssconf key '${key}'`);
  const text = typeof value === 'string' ? value : value.join('\n');
  const content = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const size = Buffer.byteLength(content);
  if (size > MAX_BYTES)
    throw new NodeError(
      `Value of ssconf key '${key}' has ${String(size)} bytes, at most ${String(MAX_BYTES)} are allowed`,
    );
  return content;
}
