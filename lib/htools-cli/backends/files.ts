import { HtoolsError } from '@gnt/htools';
import type { Environment } from '../framework/environment.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist (No such file or directory)',
  EACCES: 'permission denied (Permission denied)',
  EISDIR: 'inappropriate type (is a directory)',
};

/** The text of a file that an operator named; `-` is the standard input. An error names the file. */
export function readFile(path: string, env: Environment): string {
  try {
    return path === '-' ? env.readInput() : env.readText(path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new HtoolsError(`${path}: openFile: ${REASONS[String(error.code)] ?? error.message}`, { cause: error });
  }
}
