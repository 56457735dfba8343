import { RELEASE_VERSION, XENTOP_AVERAGE_THRESHOLD, DATA_COLLECTOR_XEN_CPU_LOAD } from '@gnt/constants';
import { Command, CommanderError } from 'commander';
import { completionText } from '../../common/completion.js';
import type { CollectorDependencies } from '../collectors/interface.js';
import { NodeConfd } from '../node-confd.js';
import { reportText } from '../report.js';
import { COLLECTOR_COMMANDS, type CollectorCommand, type CollectorOptions } from './commands.js';

/** The program's name. */
const PROGRAM = 'mon-collector';

/** Where output goes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

function usage(): string {
  const width = Math.max(...Object.keys(COLLECTOR_COMMANDS).map((n) => n.length));
  const rows = Object.entries(COLLECTOR_COMMANDS).map(([name, { summary }]) => ` ${name.padEnd(width)} - ${summary}`);
  return [
    `Usage: ${PROGRAM} {command} [options...]`,
    `${PROGRAM} <command> --help tells more`,
    '',
    'Commands:',
    ...rows,
    '',
  ].join('\n');
}

function versionText(): string {
  return `${PROGRAM} ${RELEASE_VERSION}`;
}

function collectorCommand(name: string, definition: CollectorCommand, output: Output): Command {
  return definition
    .options(new Command(`${PROGRAM} ${name}`).description(`Prints a report: ${definition.summary}.`))
    .version(versionText(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--help-completion', 'print what a shell needs to complete this command')
    .allowExcessArguments(false)
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .exitOverride();
}

/** One measurement, or two where a difference is reported. */
async function collect(
  name: string,
  definition: CollectorCommand,
  options: CollectorOptions,
  deps: Omit<CollectorDependencies, 'confd'>,
): Promise<string> {
  const { paths, files, clock } = deps;
  const confd = new NodeConfd({ paths, files, address: options.address, port: options.port });
  const collector = definition.make({ ...deps, confd }, options);
  if (collector.update) {
    const least = name === DATA_COLLECTOR_XEN_CPU_LOAD ? XENTOP_AVERAGE_THRESHOLD : 1;
    await collector.update();
    await clock.sleep((options.seconds ?? least) * 1000);
    await collector.update();
  }
  const data = await collector.collect();
  return reportText(name, collector.row, clock.now(), data);
}

/** `mon-collector`: prints the report of one collector, as the monitoring daemon would. */
export async function runMonCollector(
  argv: readonly string[],
  deps: Omit<CollectorDependencies, 'confd'>,
  output: Output,
): Promise<number> {
  const [name, ...args] = argv;
  if (name === '--help' || name === '-h') return done(output.out, usage(), 0);
  if (name === '--version' || name === '-V') return done(output.out, `${versionText()}\n`, 0);
  if (name === '--help-completion')
    return done(output.out, `choices=${Object.keys(COLLECTOR_COMMANDS).join(',')} 1 1\n`, 0);
  const definition = name === undefined ? undefined : COLLECTOR_COMMANDS[name];
  if (name === undefined || !definition) {
    const fault = name === undefined ? '' : `Unknown command '${name}'.\n`;
    return done(output.err, fault + usage(), 1);
  }
  const command = collectorCommand(name, definition, output);
  try {
    command.parse(args, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode;
    throw e;
  }
  const options = command.opts<CollectorOptions & { helpCompletion?: true }>();
  if (options.helpCompletion === true) return done(output.out, completion(command, definition), 0);
  try {
    return done(output.out, `${await collect(name, definition, options, deps)}\n`, 0);
  } catch (e) {
    return done(output.err, `${PROGRAM}: ${e instanceof Error ? e.message : String(e)}\n`, 1);
  }
}

function completion(command: Command, { completesFiles }: CollectorCommand): string {
  const file = 'file';
  const kinds = {
    file,
    drbdStatus: file,
    drbdPairing: file,
    address: file,
    instances: file,
    port: 'integer',
    seconds: 'integer',
  };
  return completionText(command, kinds, completesFiles ? [{ kind: file, least: 0, most: 0 }] : []);
}

function done(say: (text: string) => void, text: string, code: number): number {
  say(text);
  return code;
}
