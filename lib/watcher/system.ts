import { MASTERD } from '@gnt/constants';
import { systemClock } from '../common/clock.js';
import { ExecaRunner, startChild } from '../common/exec.js';
import { systemFiles } from '../common/files.js';
import { connectToMaster } from '../common/master-client.js';
import { OwnPrograms } from '../common/own-programs.js';
import type { Paths } from '../common/paths.js';
import { runningPid } from '../common/pid-file.js';
import { Programs } from '../common/programs.js';
import type { WatcherContext } from './context.js';
import { Daemons } from './daemons.js';
import { WatcherLogFile } from './log.js';
import type { NodeGuests } from './maintenance.js';
import { LuxiMaster } from './master.js';
import type { WatcherOptions } from './options.js';
import { rapiAnswers } from './rapi.js';
import { askRole } from './role.js';

export interface SystemSettings {
  readonly paths: Paths;
  readonly hostname: string;
  /** The program that runs, and its arguments. */
  readonly entry: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Loaded only where something is to be stopped. */
  readonly guests: () => Promise<NodeGuests>;
}

/** What the watcher works with on this machine. */
export function systemContext(settings: SystemSettings, { debug, waitChildren }: WatcherOptions): WatcherContext {
  const { paths, hostname, entry, argv, env, guests } = settings;
  const [files, clock, run] = [systemFiles, systemClock, new ExecaRunner()];
  const log = new WatcherLogFile({
    paths,
    clock,
    writer: { program: 'ganeti-watcher', pid: process.pid },
    debug,
    err: (line) => void process.stderr.write(`${line}\n`),
  });
  const own = new OwnPrograms(run, paths, hostname, entry);
  const programs = new Programs(entry);
  const runs = async (daemon: string): Promise<boolean> => (await runningPid(run, paths.pidFile(daemon))) !== undefined;
  const environment = Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return {
    paths,
    files,
    clock,
    run,
    log,
    hostname,
    env,
    guests,
    daemons: new Daemons({
      log,
      daemonUtil: (args) => own.tryRun('daemon-util', args),
      runs,
      installed: async (daemon) => (await programs.find(daemon)) !== undefined,
    }),
    async connect() {
      const client = await connectToMaster({ paths, files, hostname, mayListen: () => runs(MASTERD) });
      return {
        master: new LuxiMaster(client, log),
        close: () => {
          client.close();
        },
      };
    },
    rapiAnswers: (address) => rapiAnswers(address, log),
    role: () => askRole({ paths, files, log, hostname }),
    async startChild(group, lockFd) {
      // It holds our lock by its descriptor 3, so that the lock lasts as long as the last of them.
      const child = await startChild(process.execPath, [...process.execArgv, entry, ...argv, '--node-group', group], {
        stdio: ['ignore', 'inherit', 'inherit', lockFd],
        env: environment,
      });
      if (!waitChildren) child.release();
      return { pid: child.pid, exited: child.exited.then(({ exitCode }) => exitCode) };
    },
  };
}
