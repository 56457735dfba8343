import { readFile } from 'node:fs/promises';
import { CONFD, KVMD, LUXID, MASTERD, METAD, MOND, NODED, RAPI, WCONFD } from '@gnt/constants';
import type { Clock } from './clock.js';
import { readDefaults, splitWords } from './defaults-file.js';
import { DAEMON_USERS, type DaemonName } from './daemon-users.js';
import { ensureDirs } from './ensure-dirs/ensure.js';
import { CLEAN_ENV, startChild, type CommandRunner } from './exec.js';
import type { Files } from './files.js';
import type { Paths } from './paths.js';
import { readPid, runningPid } from './pid-file.js';
import type { Programs } from './programs.js';
import { readAccounts, type Accounts } from './users.js';
import { virtualEnvironment } from './virtual-environment.js';

/** Order in which daemons start; they stop in the reverse order. The node daemon comes first: the master calls it. */
export const START_ORDER: readonly DaemonName[] = [NODED, CONFD, MASTERD, RAPI, KVMD, MOND];
/** Started when somebody needs them; only ever stopped here. */
const ON_DEMAND: readonly DaemonName[] = [METAD];
/** What an installation may do without. */
const OPTIONAL: readonly DaemonName[] = [RAPI, KVMD, METAD];
/** The master's daemons. */
export const MASTER_DAEMONS: readonly DaemonName[] = [MASTERD, RAPI];
/** The original's names for parts of the master daemon (decision 2). */
const ALIASES: Readonly<Record<string, DaemonName>> = { [LUXID]: MASTERD, [WCONFD]: MASTERD };

const STOP_SECONDS = 30;
const POLL_MS = 50;

/** The daemon of a name or of an alias; undefined when there is none. */
export function daemonOf(name: string): DaemonName | undefined {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name];
  return Object.hasOwn(DAEMON_USERS, name) ? (name as DaemonName) : undefined;
}

export interface DaemonControlDependencies {
  readonly paths: Paths;
  readonly files: Files;
  readonly run: CommandRunner;
  readonly clock: Clock;
  readonly programs: Programs;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts, stops and looks at this node's daemons. */
export class DaemonControl {
  readonly #deps: DaemonControlDependencies;
  constructor(deps: DaemonControlDependencies) {
    this.#deps = deps;
  }

  /** Daemons of this installation in starting order; one that it may do without counts when its program is there. */
  async startOrder(): Promise<DaemonName[]> {
    return this.#installed(START_ORDER);
  }

  /** The order for stopping, daemons started on demand included. */
  async stopOrder(): Promise<DaemonName[]> {
    return (await this.#installed([...START_ORDER, ...ON_DEMAND])).reverse();
  }

  /** The pid of a running daemon. */
  async pidOf(name: DaemonName): Promise<number | undefined> {
    return runningPid(this.#deps.run, this.#deps.paths.pidFile(name));
  }

  /** Starts a daemon with its arguments from the defaults file, the environment and `extra`; returns its exit code, 0 when it ran already. */
  async start(name: DaemonName, extra: readonly string[] = []): Promise<number> {
    if ((await this.pidOf(name)) !== undefined) return 0;
    const { env, paths, programs } = this.#deps;
    const program = await programs.require(name);
    const euid = process.geteuid?.() ?? 0;
    const accounts = await readAccounts();
    await ensureDirs({ paths, accounts, euid });
    const argv = [process.execPath, program, ...(await this.#argsOf(name)), ...extra];
    const [command = '', ...args] = paths.virtual || euid !== 0 ? argv : asUser(accounts, name, argv);
    // The original starts daemons with the environment that the caller has: locale, paths and a virtual cluster's variables.
    const child = await startChild(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...CLEAN_ENV, ...virtualEnvironment(env) },
    });
    const { exitCode } = await child.exited;
    return exitCode ?? 1;
  }

  /** Stops a daemon: SIGTERM, and after half a minute SIGKILL. One that does not run is stopped already. */
  async stop(name: DaemonName): Promise<void> {
    const { clock, paths, files } = this.#deps;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const pid = await this.pidOf(name);
      if (pid === undefined) break;
      signalProcess(pid, signal);
      const deadline = clock.now() + STOP_SECONDS * 1000;
      while ((await isAlive(pid)) && clock.now() < deadline) await clock.sleep(POLL_MS);
      if (signal === 'SIGKILL' && (await isAlive(pid)))
        throw new Error(`${name} (pid ${String(pid)}) does not end, not even by SIGKILL`);
    }
    if ((await this.pidOf(name)) === undefined && (await readPid(paths.pidFile(name))) !== undefined)
      await files.remove(paths.pidFile(name));
  }

  /** Has a running daemon open its log file anew. */
  async rotateLogs(name: DaemonName): Promise<void> {
    const pid = await this.pidOf(name);
    if (pid !== undefined) signalProcess(pid, 'SIGHUP');
  }

  async #installed(names: readonly DaemonName[]): Promise<DaemonName[]> {
    const found = await Promise.all(names.map((name) => this.#deps.programs.find(name)));
    return names.filter((name, i) => found[i] !== undefined || !OPTIONAL.includes(name));
  }

  /** <DAEMON>_ARGS of the defaults file and EXTRA_<DAEMON>_ARGS of the environment; the master daemon takes those of its aliases too. */
  async #argsOf(name: DaemonName): Promise<string[]> {
    const { env, files, paths } = this.#deps;
    const file = paths.local('/etc/default/ganeti');
    const defaults = await readDefaults(files, file);
    const names = [name, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === name)].map((n) =>
      n.replace('ganeti-', '').toUpperCase(),
    );
    return names.flatMap((n) => {
      const extra = `EXTRA_${n}_ARGS`;
      return [
        ...splitWords(defaults.get(`${n}_ARGS`) ?? '', file),
        ...splitWords(env[extra] ?? defaults.get(extra) ?? '', extra),
      ];
    });
  }
}

/** What a daemon may do beyond its user's rights: metad listens on port 80. */
const CAPABILITIES: Partial<Record<DaemonName, string>> = { [METAD]: '+net_bind_service' };

/** A command line that runs another as a daemon's user, with all groups that the user is in: node sets one only. */
function asUser(accounts: Accounts, name: DaemonName, argv: readonly string[]): string[] {
  const { user, group } = DAEMON_USERS[name];
  const uid = accounts.uidOf(user) ?? 0;
  const gid = accounts.gidOf(group) ?? 0;
  const capability = uid === 0 ? undefined : CAPABILITIES[name];
  const rights = capability === undefined ? [] : [`--inh-caps=${capability}`, `--ambient-caps=${capability}`];
  return ['setpriv', `--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--init-groups', ...rights, '--', ...argv];
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (e) {
    if (!(e instanceof Error && 'code' in e && e.code === 'ESRCH')) throw e;
  }
}

/** A process that has ended but was not waited for (a zombie) does not count. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
