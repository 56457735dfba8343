import { appendFile, lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT_FAILURE, EXIT_SUCCESS, SS_MASTER_NODE } from '@gnt/constants';
import type { Clock } from '../../common/clock.js';
import { isMissing, type Files } from '../../common/files.js';
import type { Paths } from '../../common/paths.js';
import { hasExpired, isOld, isWatcherFile, logName, surplusLogs } from './rules.js';

/** What ganeti-cleaner works with. */
export interface CleanerContext {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly pid: number;
  /** A line on standard output. */
  readonly say: (line: string) => void;
}

const MODES = { node: 'cleaner', master: 'master-cleaner' } as const;
type Mode = keyof typeof MODES;

/** Removes what one run finds too old, and writes down what it removed. */
class Run {
  readonly #context: CleanerContext;
  readonly #logDir: string;
  readonly #now: number;
  readonly #logFile: string;
  failures = 0;

  constructor(context: CleanerContext, mode: Mode) {
    this.#context = context;
    this.#now = context.clock.now();
    this.#logDir = join(context.paths.dirs.log, MODES[mode]);
    this.#logFile = join(this.#logDir, logName(new Date(this.#now), context.pid));
  }

  async begin(): Promise<void> {
    await mkdir(this.#logDir, { recursive: true, mode: 0o750 });
    await this.#log(`Cleaner started at ${new Date(this.#now).toString()}`);
    const files = await this.#filesIn(this.#logDir);
    for (const name of surplusLogs(files)) await this.#remove(join(this.#logDir, name));
  }

  /** Keys and certificates of imports and exports that have expired. */
  async cryptoKeys(): Promise<void> {
    const dir = this.#context.paths.file('cryptoKeysDir');
    for (const name of await this.#context.files.list(dir)) {
      const [key, cert] = [join(dir, name, 'key'), join(dir, name, 'cert')];
      const pem = await this.#context.files.readTextIfPresent(cert).catch(() => undefined);
      if (pem === undefined || !hasExpired(pem, this.#now)) continue;
      // The key first: a directory with a certificate is looked at again.
      await this.#remove(key);
      await this.#remove(cert);
      await this.#removeEmpty(join(dir, name));
    }
  }

  /** State that the watcher keeps of groups that may be gone. */
  async watcherFiles(): Promise<void> {
    if (!(await this.#inCluster())) return;
    const dir = this.#context.paths.dirs.data;
    for (const name of (await this.#filesIn(dir)).filter(isWatcherFile)) await this.#removeOld(join(dir, name));
  }

  /** Jobs that were archived long ago. */
  async archivedJobs(): Promise<void> {
    if (!(await this.#inCluster())) return;
    const archive = this.#context.paths.file('queueArchiveDir');
    for (const part of await this.#context.files.list(archive)) {
      const dir = join(archive, part);
      for (const name of await this.#filesIn(dir)) await this.#removeOld(join(dir, name));
    }
  }

  async #inCluster(): Promise<boolean> {
    const { paths, files } = this.#context;
    return (await files.readTextIfPresent(paths.ssconf(SS_MASTER_NODE))) !== undefined;
  }

  /** Names of the plain files in a directory; none when it is no directory. */
  async #filesIn(dir: string): Promise<string[]> {
    try {
      const entries = await readdir(dir, { withFileTypes: true });
      return entries.filter((e) => e.isFile()).map((e) => e.name);
    } catch (e) {
      if (isMissing(e) || (e instanceof Error && 'code' in e && e.code === 'ENOTDIR')) return [];
      throw e;
    }
  }

  async #removeOld(path: string): Promise<void> {
    let mtime: number;
    try {
      mtime = (await lstat(path)).mtimeMs;
    } catch (e) {
      // Somebody else was faster.
      if (isMissing(e)) return;
      throw e;
    }
    if (isOld(mtime, this.#now)) await this.#remove(path);
  }

  async #remove(path: string): Promise<void> {
    await this.#told(path, () => rm(path));
  }

  async #removeEmpty(path: string): Promise<void> {
    if ((await readdir(path)).length === 0) await this.#told(path, () => rmdir(path));
  }

  async #told(path: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
      await this.#log(`removed '${path}'`);
    } catch (e) {
      if (isMissing(e)) return;
      this.failures += 1;
      await this.#log(`cannot remove '${path}': ${e instanceof Error ? e.message : String(e)}`);
    }
  }

  #log(line: string): Promise<void> {
    return appendFile(this.#logFile, `${line}\n`, { mode: 0o640 });
  }
}

const USAGE = 'Usage: ganeti-cleaner node|master';
/** What its options print. */
const TOLD: Readonly<Record<string, string>> = { '--help': USAGE, '--help-completion': 'choices=node,master 1 1' };

/** Its options. */
export const cleanerFlags: readonly string[] = Object.keys(TOLD);

function isMode(text: string | undefined): text is Mode {
  return text !== undefined && Object.hasOwn(MODES, text);
}

/** `ganeti-cleaner node|master`: removes old files of this node, or of the master; what it did is in its log. */
export async function runCleaner(argv: readonly string[], context: CleanerContext): Promise<number> {
  const [mode, ...rest] = argv;
  const alone = rest.length === 0;
  const told = alone && mode !== undefined && Object.hasOwn(TOLD, mode) ? TOLD[mode] : undefined;
  if (told !== undefined || !alone || !isMode(mode)) {
    context.say(told ?? USAGE);
    return told === undefined ? EXIT_FAILURE : EXIT_SUCCESS;
  }
  const run = new Run(context, mode);
  await run.begin();
  if (mode === 'node') {
    await run.cryptoKeys();
    await run.watcherFiles();
  } else await run.archivedJobs();
  return run.failures === 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
