import { CONFD, DEFAULT_CONFD_PORT } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { parseDaemonCommand, type DaemonCommandDefinition } from '../common/daemon-command.js';
import { runDaemon } from '../common/daemon.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { startConfd } from '../confd/daemon.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: CONFD,
  description: 'The configuration daemon: answers questions about the cluster on master candidates.',
  port: DEFAULT_CONFD_PORT,
  syslog: true,
};

/** `ganeti-confd`: parses the options, then runs until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = parseDaemonCommand(commandLine, argv);
  if (typeof options === 'number') return options;
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const deps = { paths, files: systemFiles, clock: systemClock, resolver: createResolver(process.env) };
  return runDaemon(
    {
      name: CONFD,
      paths,
      run: new ExecaRunner(),
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: options.syslog,
      noUserChecks: !options.userChecks,
    },
    (daemon) => startConfd({ port: options.port, address: options.bind }, deps, daemon),
  );
}
