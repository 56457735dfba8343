import { GanetiError } from '@gnt/protocol';
import { wrapLine } from '../output/wrap.js';
import { commonOptions } from '../options.js';
import { argumentFault } from './arguments.js';
import { CommandLog } from './command-log.js';
import type { AnyCommand, Tool } from './command.js';
import { formatError } from './format-error.js';
import type { Selection } from './front.js';
import type { JobOptions } from './jobs.js';
import { parseCommandLine, type Parsed } from './parse.js';
import { redactedCommandLine } from './redact.js';
import { Session, type CliDependencies } from './session.js';
import { splitShellWords } from './shell-words.js';
import { commandHelp, commandUsage } from './usage.js';
import { UsageError } from './usage-error.js';

function print(lines: readonly string[], say: (line: string) => void): void {
  for (const line of lines) say(line);
}

/** Default options of a command from the environment: GNT_INSTANCE_LIST="-o name" for gnt-instance list. */
function environmentWords(tool: Tool, command: string, env: CliDependencies['env']): string[] {
  if (!tool.environmentOptions?.includes(command)) return [];
  return splitShellWords(env[`${tool.name}_${command}`.replaceAll('-', '_').toUpperCase()] ?? '');
}

function parse(
  tool: Tool,
  command: AnyCommand,
  summary: string,
  argv: readonly string[],
  { io }: CliDependencies,
): Parsed | number {
  try {
    const parsed = parseCommandLine(command, argv);
    for (const warning of parsed.warnings) print(wrapLine(`Warning: ${warning}`, 70, '    '), io.err.bind(io));
    if (parsed.help) {
      print(commandHelp(command, summary), io.out.bind(io));
      return 0;
    }
    const fault = argumentFault(command, parsed.args);
    if (fault === undefined) return parsed;
    io.err(fault);
    return 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    print([...commandUsage(command), `${tool.name}: error: ${error.message}`], io.err.bind(io));
    return 2;
  }
}

/** Adds to a command the options that every command has. */
export function withCommonOptions(command: AnyCommand): AnyCommand {
  return { ...command, options: { ...command.options, ...commonOptions } };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function run(tool: Tool, { name, typed, argv }: Selection, deps: CliDependencies): Promise<number> {
  const entry = tool.commands[name];
  if (!entry) throw new Error(`${tool.name} has no command ${name}`);
  const command = withCommonOptions(await entry.load());
  const parsed = parse(tool, command, entry.summary, [...environmentWords(tool, name, deps.env), ...argv], deps);
  if (typeof parsed === 'number') return parsed;
  const options = parsed.values as unknown as JobOptions;
  const log = new CommandLog(deps.paths, deps.clock, `${tool.name} ${typed}`, options.debug > 0 ? deps.io : undefined);
  log.debug(`Command line: ${redactedCommandLine([tool.name, typed, ...argv])}`);
  const session = new Session(deps, tool.name, typed, options);
  try {
    return await command.run({ opts: parsed.values as never, args: parsed.args, session });
  } catch (error) {
    const submitted = error instanceof GanetiError && error.name === 'JobSubmittedException';
    if (!submitted) log.error(`Error during command processing: ${stackOf(error)}`);
    const report = formatError(error, deps.paths);
    deps.io.err(report.text);
    return report.exitCode;
  } finally {
    await session.close();
  }
}

/** Runs a command of a tool; resolves to its exit code, whatever goes wrong. */
export async function runCommand(tool: Tool, selection: Selection, deps: CliDependencies): Promise<number> {
  try {
    return await run(tool, selection, deps);
  } catch (error) {
    const { text, exitCode } = formatError(error, deps.paths);
    deps.io.err(text);
    return exitCode;
  }
}
