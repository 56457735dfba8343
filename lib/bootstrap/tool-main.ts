import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { Command, CommanderError } from 'commander';
import type { BootstrapContext } from './context.js';

/** The command line of such a tool. */
export function inputToolCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('-d, --debug', 'say more on standard error')
    .option('-v, --verbose', 'say what is done')
    .option('--dry-run', 'check the request and change nothing')
    .allowExcessArguments(false)
    .exitOverride();
}

/** Runs a tool that takes its request on standard input; returns the exit code. */
export async function runInputTool(
  name: string,
  description: string,
  argv: readonly string[],
  act: (input: string, options: { readonly dryRun: boolean; readonly home: string }) => Promise<void>,
  ctx: Pick<BootstrapContext, 'warn'>,
): Promise<number> {
  const command = inputToolCommand(name, description);
  try {
    command.parse(argv, { from: 'user' });
    const options = command.opts<{ debug?: boolean; verbose?: boolean; dryRun?: boolean }>();
    await act(await text(process.stdin), { dryRun: options.dryRun === true, home: homedir() });
    if (options.verbose === true || options.debug === true) ctx.warn(`${name}: setup finished successfully`);
    return 0;
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode === 0 ? 0 : 2;
    ctx.warn(`${name}: ${e instanceof Error ? e.message : String(e)}`);
    return 1;
  }
}
