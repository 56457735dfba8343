import { SYSLOG_NO } from '@gnt/constants';
import { systemClock, type Clock } from './clock.js';
import { parseDaemonCommand, type DaemonCommandDefinition } from './daemon-command.js';
import { runDaemon, type DaemonRun, type StartedDaemon } from './daemon.js';
import { ExecaRunner, type CommandRunner } from './exec.js';
import { systemFiles, type Files } from './files.js';
import { Paths } from './paths.js';
import { createResolver, type Resolver } from './resolver.js';

/** What the small daemons of a node work with. */
export interface NodeServiceDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly clock: Clock;
  readonly run: CommandRunner;
  readonly resolver: Resolver;
}

/** Parses the options of one of the small daemons of a node, then runs it until it is told to stop. */
export async function runNodeService(
  commandLine: DaemonCommandDefinition,
  argv: readonly string[],
  start: (
    listen: { readonly port: number; readonly address: string | undefined },
    deps: NodeServiceDependencies,
    daemon: DaemonRun,
  ) => Promise<StartedDaemon>,
): Promise<number> {
  const options = parseDaemonCommand(commandLine, argv);
  if (typeof options === 'number') return options;
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const run = new ExecaRunner();
  const deps = { paths, files: systemFiles, clock: systemClock, run, resolver: createResolver(process.env) };
  return runDaemon(
    {
      name: commandLine.name,
      paths,
      run,
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: commandLine.syslog ? options.syslog : SYSLOG_NO,
      noUserChecks: !options.userChecks,
    },
    (daemon) => start({ port: options.port, address: options.bind }, deps, daemon),
  );
}
