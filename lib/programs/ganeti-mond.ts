import { DEFAULT_MOND_PORT, MOND, SYSLOG_NO } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { parseDaemonCommand, type DaemonCommandDefinition } from '../common/daemon-command.js';
import { runDaemon } from '../common/daemon.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { startMond } from '../mond/daemon.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: MOND,
  description: 'The monitoring daemon: reports over HTTP how this node and its instances are.',
  port: DEFAULT_MOND_PORT,
  syslog: false,
};

/** `ganeti-mond`: parses the options, then runs until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = parseDaemonCommand(commandLine, argv);
  if (typeof options === 'number') return options;
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const runner = new ExecaRunner();
  const deps = { paths, files: systemFiles, clock: systemClock, run: runner, resolver: createResolver(process.env) };
  return runDaemon(
    {
      name: MOND,
      paths,
      run: runner,
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: SYSLOG_NO,
      noUserChecks: !options.userChecks,
    },
    (daemon) => startMond({ port: options.port, address: options.bind }, deps, daemon),
  );
}
