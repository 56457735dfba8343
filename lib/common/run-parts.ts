import { access, constants, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXT_PLUGIN_MASK } from '@gnt/constants';
import type { CommandOptions, CommandResult, CommandRunner } from './exec.js';
import { isMissing } from './files.js';

/** What became of one file of the directory: it ran, could not be started, or is none to be run. */
export type PartResult =
  | { readonly name: string; readonly outcome: 'run'; readonly result: CommandResult }
  | { readonly name: string; readonly outcome: 'error'; readonly error: unknown }
  | { readonly name: string; readonly outcome: 'skipped' };

/**
 * Runs the programs of a directory in the order of their names. What is hidden does not count; a file with another name
 * than programs have, or that cannot be executed, is skipped. A directory that does not exist has none.
 */
export async function runParts(run: CommandRunner, directory: string, options: CommandOptions): Promise<PartResult[]> {
  const results: PartResult[] = [];
  for (const name of await visibleNames(directory)) {
    const path = join(directory, name);
    if (!EXT_PLUGIN_MASK.test(name) || !(await isExecutable(path))) {
      results.push({ name, outcome: 'skipped' });
      continue;
    }
    try {
      results.push({ name, outcome: 'run', result: await run.tryRun(path, [], options) });
    } catch (error) {
      results.push({ name, outcome: 'error', error });
    }
  }
  return results;
}

async function visibleNames(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
  } catch (e) {
    if (isMissing(e) || (e instanceof Error && 'code' in e && e.code === 'ENOTDIR')) return [];
    throw e;
  }
}

/** Whether a path is a regular file that we may execute. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
