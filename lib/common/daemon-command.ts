import { RELEASE_VERSION, SYSLOG_NO } from '@gnt/constants';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { completionText } from './completion.js';
import type { DaemonName } from './daemon-users.js';
import type { SyslogUsage } from './daemon-log.js';

/** What all these daemons take on their command lines. */
export interface DaemonCommandOptions {
  readonly foreground?: true;
  readonly debug?: true;
  readonly userChecks: boolean;
  readonly syslog: SyslogUsage;
  readonly port: number;
  readonly bind?: string;
}

export interface DaemonCommandDefinition {
  readonly name: DaemonName;
  readonly description: string;
  /** Its port when none is given; a daemon without one has no --port and no --bind. */
  readonly port?: number;
  /** Whether it has --syslog. */
  readonly syslog: boolean;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65535)
    throw new InvalidArgumentError('It is a number from 1 to 65535.');
  return value;
}

/** The command line of one of the daemons whose options are the same on all nodes. */
export function daemonCommand(definition: DaemonCommandDefinition): Command {
  const command = new Command(definition.name)
    .description(definition.description)
    .option('-f, --foreground', "don't detach from the terminal")
    .option('--no-user-checks', 'start under whatever user this is')
    .option('-d, --debug', 'log more');
  if (definition.port !== undefined) {
    command
      .option('-p, --port <PORT>', 'port to listen on', port, definition.port)
      .option('-b, --bind <ADDR>', "address to listen on (default: all, or a virtual node's own)");
  }
  if (definition.syslog)
    command.addOption(
      new Option('--syslog <SYSLOG>', 'log to syslog: too, not, or only')
        .choices(['yes', 'no', 'only'])
        .default(SYSLOG_NO),
    );
  return command
    .option('--help-completion', 'print what a shell needs to complete this command')
    .version(`${definition.name} ${RELEASE_VERSION}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .exitOverride();
}

/** Parses a daemon's arguments; a number is the exit code of a call that ends here, such as --help. */
export function parseDaemonCommand(
  definition: DaemonCommandDefinition,
  argv: readonly string[],
): DaemonCommandOptions | number {
  const command = daemonCommand(definition);
  try {
    command.parse(argv, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode;
    throw e;
  }
  const options = command.opts<DaemonCommandOptions & { helpCompletion?: true }>();
  if (options.helpCompletion === true) {
    process.stdout.write(completionText(command, { port: 'integer', bind: 'inetaddr' }));
    return 0;
  }
  return options;
}
