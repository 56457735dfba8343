import { DEFAULT_NODED_PORT, NODED, RELEASE_VERSION, SYSLOG_NO, VCS_VERSION } from '@gnt/constants';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { SshRemote } from '../bootstrap/remote-ssh.js';
import { VirtualRemote } from '../bootstrap/remote-virtual.js';
import { systemClock } from '../common/clock.js';
import { runDaemon } from '../common/daemon.js';
import type { SyslogUsage } from '../common/daemon-log.js';
import { ExecaRunner } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { Paths } from '../common/paths.js';
import { Programs } from '../common/programs.js';
import { systemRandom } from '../common/random.js';
import { createResolver } from '../common/resolver.js';
import { threadedFiles } from '../common/threaded-files.js';
import { virtualEnvironment } from '../common/virtual-environment.js';
import { WorkerThread } from '../common/worker-thread.js';
import { startNoded } from '../noded/daemon.js';

interface Options {
  readonly foreground?: boolean;
  readonly debug?: boolean;
  readonly syslog: SyslogUsage;
  readonly port: number;
  readonly bind?: string;
  readonly interface?: string;
  readonly ssl: boolean;
  readonly sslKey?: string;
  readonly sslCert?: string;
  readonly mlock: boolean;
  readonly maxClients: number;
}

function count(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > limit)
      throw new InvalidArgumentError(`It is a number from 1 to ${String(limit)}.`);
    return value;
  };
}

/** Its command line. */
export function commandLine(): Command {
  return new Command(NODED)
    .description('The node daemon: does on this node what the master asks.')
    .option('-f, --foreground', "don't detach from the terminal")
    .option('-d, --debug', 'log more; may log confidential values')
    .addOption(
      new Option('--syslog <SYSLOG>', 'log to syslog: too, not, or only')
        .choices(['no', 'yes', 'only'])
        .default(SYSLOG_NO),
    )
    .option('-p, --port <PORT>', 'port to listen on', count(65535), DEFAULT_NODED_PORT)
    .option('-b, --bind <ADDRESS>', "address to listen on (default: all, or a virtual node's own)")
    .option('-i, --interface <INTERFACE>', 'network interface whose address to listen on')
    .option('--no-ssl', 'plain HTTP, and everybody may call: for tests')
    .option('-K, --ssl-key <SSL_KEY_PATH>', 'private key to use instead of server.pem')
    .option('-C, --ssl-cert <SSL_CERT_PATH>', 'certificate to use instead of server.pem')
    .option('--no-mlock', 'no effect: memory is never locked')
    .option('--max-clients <NUMBER>', 'calls worked on at the same time', count(10_000), 20)
    .version(`${NODED} (ganeti ${VCS_VERSION}) ${RELEASE_VERSION}`, '--version')
    .allowExcessArguments(false)
    .exitOverride();
}

/** `ganeti-noded`: parses the options, then runs until it is told to stop. */
export async function run(argv: readonly string[]): Promise<number> {
  const command = commandLine();
  try {
    command.parse(argv, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) return e.exitCode;
    throw e;
  }
  const options = command.opts<Options>();
  if (options.bind !== undefined && options.interface !== undefined) {
    process.stderr.write(
      `${NODED}: give either an address (-b ${options.bind}) or an interface (-i ${options.interface}), not both\n`,
    );
    return 1;
  }
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const runner = new ExecaRunner();
  const environment = virtualEnvironment(process.env);
  return runDaemon(
    {
      name: NODED,
      paths,
      run: runner,
      argv,
      foreground: options.foreground ?? false,
      debug: options.debug ?? false,
      syslog: options.syslog,
    },
    (daemon) =>
      startNoded(
        {
          port: options.port,
          address: options.bind,
          interface: options.interface,
          ssl: options.ssl,
          sslKey: options.sslKey,
          sslCert: options.sslCert,
          mlock: options.mlock,
          maxClients: options.maxClients,
        },
        {
          paths,
          clock: systemClock,
          random: systemRandom,
          files: threadedFiles(systemFiles, new WorkerThread(new URL('./file-writer-thread.js', import.meta.url))),
          run: runner,
          programs: new Programs(process.argv[1] ?? NODED),
          resolver: createResolver(process.env),
          environment,
          remote: (cluster) =>
            paths.virtual ? new VirtualRemote(paths, runner) : new SshRemote(paths, runner, { clusterName: cluster }),
        },
        daemon,
      ),
  );
}
