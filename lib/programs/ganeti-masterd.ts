import { MASTERD, RELEASE_VERSION, VCS_VERSION } from '@gnt/constants';
import { Command, CommanderError, Option } from 'commander';
import { systemAppendFiles } from '../common/append-file.js';
import { systemClock } from '../common/clock.js';
import { completionText } from '../common/completion.js';
import { runDaemon } from '../common/daemon.js';
import type { SyslogUsage } from '../common/daemon-log.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { systemRandom } from '../common/random.js';
import { RpcFigures } from '../common/rpc-figures.js';
import { createResolver } from '../common/resolver.js';
import { systemSyncFiles } from '../common/sync-files.js';
import { threadedFiles } from '../common/threaded-files.js';
import { NodeCredentials } from '../common/tls.js';
import { readAccounts } from '../common/users.js';
import { WorkerThread } from '../common/worker-thread.js';
import { logicalUnits } from '../masterd/cmdlib/registry.js';
import { threadedHail } from '../masterd/iallocator/hail.js';
import { startMasterd } from '../masterd/start.js';
import { MeasuredTransport } from '../rpc/measured.js';
import { HttpsTransport } from '../rpc/transport.js';

interface Options {
  readonly foreground?: boolean;
  readonly debug?: boolean;
  readonly syslog?: SyslogUsage;
  readonly userChecks: boolean;
  readonly voting: boolean;
  readonly yesDoIt?: boolean;
  readonly forceNode?: boolean;
  readonly helpCompletion?: boolean;
}

function commandLine(): Command {
  return new Command(MASTERD)
    .description('The master daemon: configuration, locks, job queue and LUXI (ganeti-luxid and ganeti-wconfd in one).')
    .option('-f, --foreground', "don't detach from the terminal")
    .option('--no-user-checks', 'start under any user')
    .option('-d, --debug', 'log more')
    .addOption(new Option('--syslog <SYSLOG>', 'log to syslog: too, not, or only').choices(['yes', 'no', 'only']))
    .option('--no-voting', 'do not ask the nodes whether this is the master; dangerous, needs --yes-do-it')
    .option('--yes-do-it', 'confirm --no-voting')
    .option('--force-node', 'start although this node is not the master; needs --no-voting --yes-do-it')
    .option('--help-completion', 'print what a shell needs to complete this command')
    .version(`${MASTERD} (ganeti ${VCS_VERSION}) ${RELEASE_VERSION}`, '-V, --version')
    .allowExcessArguments(false)
    .exitOverride();
}

/** `ganeti-masterd`: parses the options, then runs until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  const command = commandLine();
  try {
    command.parse(argv, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode;
    throw e;
  }
  const options = command.opts<Options>();
  if (options.helpCompletion === true) {
    process.stdout.write(completionText(command, {}));
    return 0;
  }
  if ((!options.voting || options.forceNode === true) && options.yesDoIt !== true) {
    process.stderr.write(
      "The 'no voting' and 'force node' options are dangerous and cannot be given without --yes-do-it.\n",
    );
    return 1;
  }
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const runner = new ExecaRunner();
  return runDaemon(
    {
      name: MASTERD,
      paths,
      run: runner,
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      noUserChecks: !options.userChecks,
      ...(options.syslog === undefined ? {} : { syslog: options.syslog }),
    },
    async ({ log, stop }) => {
      const figures = new RpcFigures({
        daemon: MASTERD,
        side: 'client',
        pid: process.pid,
        paths,
        files: systemFiles,
        clock: systemClock,
        log,
      });
      return startMasterd({
        paths,
        files: threadedFiles(systemFiles, new WorkerThread(new URL('./file-writer-thread.js', import.meta.url))),
        appendFiles: systemAppendFiles,
        syncFiles: systemSyncFiles,
        clock: systemClock,
        random: systemRandom,
        resolver: createResolver(process.env),
        transport: new MeasuredTransport(
          new HttpsTransport(new NodeCredentials(paths), systemClock),
          figures,
          systemClock,
        ),
        accounts: await readAccounts(),
        log,
        units: (id) => logicalUnits[id],
        hail: threadedHail(new WorkerThread(new URL('./hail-thread.js', import.meta.url))),
        euid: process.geteuid?.() ?? 0,
        voting: options.voting,
        forceNode: options.forceNode ?? false,
        deposed: () => {
          stop('another node has become master');
        },
      });
    },
  );
}
