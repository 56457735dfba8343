import { join } from 'node:path';
import { HOOKS_NAME_WATCHER } from '@gnt/constants';
import type { CommandResult } from '../common/exec.js';
import { runParts, type PartResult } from '../common/run-parts.js';
import type { WatcherContext } from './context.js';
import { messageOf } from './errors.js';

/** Runs the programs of the watcher's hooks directory, in its own environment as the original does; none of them can stop the watcher. */
export async function runWatcherHooks(context: Pick<WatcherContext, 'paths' | 'run' | 'env' | 'log'>): Promise<void> {
  const { paths, run, env, log } = context;
  const directory = join(paths.file('hooksDir'), HOOKS_NAME_WATCHER);
  const inherited = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  let parts: PartResult[];
  try {
    parts = await runParts(run, directory, { env: { ...inherited, LC_ALL: 'C' }, bareEnv: true, cwd: '/', timeout: 0 });
  } catch (e) {
    log.error(`The hooks in '${directory}' could not be run: ${messageOf(e)}`);
    return;
  }
  for (const part of parts) {
    const hook = `Watcher hook ${part.name}`;
    if (part.outcome === 'skipped') log.debug(`${hook}: skipped`);
    else if (part.outcome === 'error') log.warning(`${hook}: cannot be run (${messageOf(part.error)})`);
    else if (part.result.exitCode === 0) log.debug(`${hook}: success (output: ${outputOf(part.result)})`);
    else log.warning(`${hook}: failed (${endOf(part.result)}) (output: ${outputOf(part.result)})`);
  }
}

function outputOf({ stdout, stderr }: CommandResult): string {
  return `${stdout}${stderr}`.trim();
}

function endOf({ exitCode, signal }: CommandResult): string {
  return exitCode === null ? `ended by ${signal ?? 'a signal'}` : `exit: ${String(exitCode)}`;
}
