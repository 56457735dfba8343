import { DEFAULT_METAD_PORT, METAD, SYSLOG_NO } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { parseDaemonCommand, type DaemonCommandDefinition } from '../common/daemon-command.js';
import { runDaemon } from '../common/daemon.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { startMetad } from '../metad/daemon.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: METAD,
  description: 'The metadata daemon: tells guests over HTTP what is meant for them.',
  port: DEFAULT_METAD_PORT,
  syslog: false,
};

/** `ganeti-metad`: parses the options, then runs until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = parseDaemonCommand(commandLine, argv);
  if (typeof options === 'number') return options;
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const deps = { paths, files: systemFiles, clock: systemClock, resolver: createResolver(process.env) };
  return runDaemon(
    {
      name: METAD,
      paths,
      run: new ExecaRunner(),
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: SYSLOG_NO,
      noUserChecks: !options.userChecks,
    },
    (daemon) => startMetad({ port: options.port, address: options.bind }, deps, daemon),
  );
}
