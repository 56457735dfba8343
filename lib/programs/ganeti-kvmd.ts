import { KVMD } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { parseDaemonCommand, type DaemonCommandDefinition } from '../common/daemon-command.js';
import { runDaemon } from '../common/daemon.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { createResolver } from '../common/resolver.js';
import { startKvmd } from '../kvmd/daemon.js';

/** Its command line, as data. */
export const commandLine: DaemonCommandDefinition = {
  name: KVMD,
  description: 'The KVM daemon: notices when users switch their guests off.',
  syslog: true,
};

/** `ganeti-kvmd`: parses the options, then runs until it is told to stop or finds that it is not wanted. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = parseDaemonCommand(commandLine, argv);
  if (typeof options === 'number') return options;
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const deps = { paths, files: systemFiles, clock: systemClock, resolver: createResolver(process.env) };
  return runDaemon(
    {
      name: KVMD,
      paths,
      run: new ExecaRunner(),
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: options.syslog,
      noUserChecks: !options.userChecks,
    },
    (daemon) => startKvmd(deps, daemon),
  );
}
