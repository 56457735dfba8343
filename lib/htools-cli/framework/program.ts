import { RELEASE_VERSION, VCS_VERSION } from '@gnt/constants';
import { HtoolsError } from '@gnt/htools';
import type { Environment, Surroundings } from './environment.js';
import { ExitError } from './errors.js';
import { parseCommandLine } from './getopt.js';
import type { ArgumentRow, OptionRow } from './option.js';
import { Report } from './report.js';
import { completionInfo, optionList } from './usage.js';
import { defaultOptions, type Options } from '../options/values.js';
import { standardRows } from '../options/rows.js';

/** One of the programs: its options and arguments, and what it does. */
export interface Program {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionRow<Options>[];
  readonly arguments: readonly ArgumentRow[];
  readonly main: (options: Options, args: readonly string[], env: Surroundings) => Promise<void>;
}

const versionLine = (name: string): string => `${name} (ganeti) version ${RELEASE_VERSION}`;

function parse(program: Program, argv: readonly string[], env: Environment): [Options, readonly string[]] | number {
  const rows = [...program.options, ...standardRows];
  const help = optionList(`${versionLine(program.name)}\nUsage: ${program.name} [OPTION...]`, rows);
  const { given, args, faults } = parseCommandLine(rows, argv);
  if (faults.length > 0) throw new ExitError(2, `Command line error: ${faults.join('')}\n${help}`);
  const options = defaultOptions();
  try {
    for (const { row, argument } of given) row.apply(options, argument);
  } catch (error) {
    if (!(error instanceof HtoolsError)) throw error;
    throw new ExitError(1, `Error while parsing command line arguments:\n${error.message}\n`);
  }
  if (options.showHelp) env.out(help);
  else if (options.showVersion)
    env.out(
      `${versionLine(program.name)} (${VCS_VERSION})\nrunning on ${process.platform} ${process.arch}, node ${process.versions.node}\n`,
    );
  else if (options.showCompletion) env.out(completionInfo(rows, program.arguments));
  else return [options, args];
  return 0;
}

/** Runs a program; with --json its report is printed and its text is not, however it ends. */
async function runMain(program: Program, options: Options, args: readonly string[], env: Environment): Promise<void> {
  const report = new Report();
  const out = options.json ? (): void => undefined : env.out.bind(env);
  try {
    await program.main(options, args, { ...env, out, report });
  } finally {
    if (options.json && !report.empty) env.out(report.text);
  }
}

/** Runs a program with its arguments; resolves to the exit code. */
export async function runProgram(program: Program, argv: readonly string[], env: Environment): Promise<number> {
  try {
    const parsed = parse(program, argv, env);
    if (typeof parsed === 'number') return parsed;
    const [options, args] = parsed;
    await runMain(program, options, args, env);
    return 0;
  } catch (error) {
    if (error instanceof ExitError) {
      env.err(error.message);
      return error.code;
    }
    if (!(error instanceof HtoolsError)) throw error;
    env.err(`Error: ${error.message}\n`);
    return 1;
  }
}
