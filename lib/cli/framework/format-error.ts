import { exitCodeOf, FilterSyntaxError, GanetiError, isA } from '@gnt/protocol';
import type { Paths } from '../../common/paths.js';
import { str } from '../output/python.js';

/** An error in words, with the exit code of a command that ends in it. */
export interface ErrorReport {
  readonly exitCode: number;
  readonly text: string;
}

function hookReport(results: unknown): string {
  const lines = ['Failure: hooks execution failed:'];
  for (const [node, script, output] of (Array.isArray(results) ? results : []) as unknown[][]) {
    const said = output ? `, output: ${str(output)}` : ' (no output)';
    lines.push(`  node: ${str(node)}, script: ${str(script)}${said}`);
  }
  return lines.join('\n');
}

function prerequisiteReport(error: GanetiError): string {
  const head = 'Failure: prerequisites not met for this operation:';
  if (error.args.length !== 2) return `${head}\n${error.message}`;
  return `${head}\nerror type: ${str(error.args[1])}, error details:\n${error.message}`;
}

function noMasterReport(address: unknown, paths: Paths): string {
  const known = new Map<unknown, string>([
    [paths.file('masterSocket'), 'the master daemon'],
    [paths.file('querySocket'), 'the config daemon'],
  ]);
  const daemon = known.get(address) ?? `socket '${str(address)}'`;
  return `No answer from ${daemon}.\nIs it running? 'daemon-util start ganeti-masterd' starts it.`;
}

/** What is said for each class of error; the first row that fits counts, so derived classes stand first. */
const REPORTS: readonly (readonly [Parameters<typeof isA>[1], (error: GanetiError, paths: Paths) => string])[] = [
  ['ConfigurationError', (e) => `Corrupt configuration file: ${e.message}\nAborting.`],
  ['HooksAbort', (e) => hookReport(e.args[0])],
  ['HooksFailure', (e) => `Failure: hooks general failure: ${e.message}`],
  ['ResolverError', (e) => `Failure: can't resolve hostname '${str(e.args[0])}'`],
  ['OpPrereqError', prerequisiteReport],
  ['OpExecError', (e) => `Failure: command execution error:\n${e.message}`],
  ['TagError', (e) => `Failure: invalid tag(s) given:\n${e.message}`],
  [
    'JobQueueDrainError',
    () => "Failure: the job queue is drained and takes no new jobs ('gnt-cluster queue undrain' ends that)",
  ],
  ['JobQueueFull', () => 'Failure: no room in the job queue for new jobs until old ones are archived'],
  ['TypeEnforcementError', (e) => `Parameter Error: ${e.message}`],
  ['ParameterError', (e) => `Failure: unknown/wrong parameter name '${e.message}'`],
  ['NoMasterError', (e, paths) => noMasterReport(e.args[0], paths)],
  [
    'TimeoutError',
    (e) =>
      `The master daemon did not answer in time. What was submitted before goes on; see "gnt-job list", "gnt-job watch" and "gnt-job cancel". Error:\n${e.message}`,
  ],
  [
    'PermissionError',
    () =>
      "The master daemon's socket may not be opened by this user.\nTry again as root or as a member of the group of Ganeti's administrators.",
  ],
  ['ProtocolError', (e) => `The master daemon said something that is not understood:\n${e.message}`],
  ['JobLost', (e) => `Error checking job status: ${e.message}`],
  [
    'QueryFilterParseError',
    (e) =>
      [`Error while parsing query filter: ${e.message}`, ...(e instanceof FilterSyntaxError ? e.details : [])].join(
        '\n',
      ),
  ],
  ['GenericError', (e) => `Unhandled Ganeti error: ${e.message}`],
  ['JobSubmittedException', (e) => `JobID: ${str(e.args[0])}`],
];

/** Turns an error into words and an exit code: the one place that does. */
export function formatError(error: unknown, paths: Paths): ErrorReport {
  if (error instanceof GanetiError) {
    const row = REPORTS.find(([className]) => isA(error, className));
    if (row) return { exitCode: exitCodeOf(error), text: row[1](error, paths).trimEnd() };
  }
  return { exitCode: 1, text: `Unhandled exception: ${error instanceof Error ? error.message : String(error)}` };
}
