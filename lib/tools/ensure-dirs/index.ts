import { Command, CommanderError } from 'commander';
import { ensureDirs } from '../../common/ensure-dirs/ensure.js';
import { Paths } from '../../common/paths.js';
import { readAccounts } from '../../common/users.js';

interface Options {
  readonly fullRun?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** Its command line. */
export function ensureDirsCommand(): Command {
  return new Command('ensure-dirs')
    .description("Make this node's directories and put the modes and owners of its files right.")
    .option('-f, --full-run', 'archived jobs too, which takes a while when they are many')
    .option('-v, --verbose', 'say what is done')
    .option('-d, --debug', 'as --verbose')
    .allowExcessArguments(false)
    .exitOverride();
}

/** Runs `ensure-dirs`: makes this node's directories and puts modes and owners right. */
export async function runEnsureDirs(argv: readonly string[]): Promise<number> {
  const command = ensureDirsCommand();
  try {
    command.parse(argv, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode;
    throw e;
  }
  const options = command.opts<Options>();
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  try {
    await ensureDirs({
      paths,
      accounts: await readAccounts(),
      euid: process.geteuid?.() ?? 0,
      fullRun: options.fullRun ?? false,
    });
  } catch (e) {
    process.stderr.write(`ensure-dirs: ${e instanceof Error ? e.message : String(e)}\n`);
    return 1;
  }
  if (options.verbose === true || options.debug === true)
    process.stdout.write(`Directories and permissions below ${paths.root || '/'} are in order\n`);
  return 0;
}
