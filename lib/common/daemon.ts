import { closeSync, openSync, writeSync, mkdirSync } from 'node:fs';
import { DAEMONS_LOGFILES, EXIT_FAILURE } from '@gnt/constants';
import { systemClock } from './clock.js';
import { deferred } from './deferred.js';
import { openDaemonLog, type SyslogUsage } from './daemon-log.js';
import { startChild, type CommandRunner } from './exec.js';
import type { Logger } from './log.js';
import type { Paths } from './paths.js';
import { claimPidFile } from './pid-file.js';
import { DAEMON_USERS, type DaemonName } from './daemon-users.js';
import { SystemdNotify } from './systemd-notify.js';
import { readAccounts } from './users.js';

/** Set for the detached child: the descriptor on which it reports that it is ready, or why it is not. */
const READY_FD = 'GANETI_DAEMON_READY_FD';
const READY = 'ready\n';
/** How long a daemon that has closed may take to end by itself. */
const EXIT_MS = 2000;

export interface DaemonOptions {
  readonly name: DaemonName;
  readonly paths: Paths;
  readonly run: CommandRunner;
  /** The daemon's arguments, for its detached child. */
  readonly argv: readonly string[];
  readonly foreground: boolean;
  readonly debug: boolean;
  readonly syslog?: SyslogUsage;
  /** Start under whatever user we are. */
  readonly noUserChecks?: boolean;
}

/** What a daemon's start function gets. */
export interface DaemonRun {
  readonly log: Logger;
  /** Ends the daemon, as SIGTERM does. */
  readonly stop: (reason: string) => void;
  /** Has something opened anew whenever log files are, after rotation. */
  readonly onReopen: (reopen: () => void) => void;
}

/** A daemon that has started. */
export interface StartedDaemon {
  /** Finishes what is under way and frees what is held. */
  close(): Promise<void>;
}

/** A start that failed for a reason to be told by an exit code of its own (11: not the master). */
export class DaemonStartError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'DaemonStartError';
    this.exitCode = exitCode;
  }
}

/**
 * Runs a daemon to its end and returns its exit code. In the background a detached child does the work and the call
 * returns when the child is ready or has failed, so that a start command fails when the daemon does.
 */
export async function runDaemon(
  options: DaemonOptions,
  start: (run: DaemonRun) => Promise<StartedDaemon>,
): Promise<number> {
  if (!options.foreground && process.env[READY_FD] === undefined) return startDetached(options);
  const report = readyReport();
  try {
    await checkUser(options);
    const pidFile = await claimPidFile(options.run, options.paths.pidFile(options.name), options.name);
    try {
      return await serve(options, start, report);
    } finally {
      await pidFile.remove();
    }
  } catch (e) {
    const message = e instanceof Error ? e.message : String(e);
    process.stderr.write(`${options.name}: ${message}\n`);
    report(message);
    return e instanceof DaemonStartError ? e.exitCode : EXIT_FAILURE;
  }
}

/** Where a daemon logs on this machine. */
export function daemonLogFile(paths: Paths, name: DaemonName): string {
  return paths.local(DAEMONS_LOGFILES[name]);
}

async function serve(
  options: DaemonOptions,
  start: (run: DaemonRun) => Promise<StartedDaemon>,
  report: (text: string) => void,
): Promise<number> {
  process.title = options.name;
  const file = daemonLogFile(options.paths, options.name);
  const { log, reopen } = await openDaemonLog({
    name: options.name,
    file,
    debug: options.debug,
    stderr: options.foreground,
    syslog: options.syslog ?? 'no',
  });
  const ended = deferred<string>();
  const stop = (reason: string): void => {
    ended.resolve(reason);
  };
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
  const reopening = [reopen];
  process.on('SIGHUP', () => {
    for (const openAnew of reopening) openAnew();
    log.info('log file opened anew after SIGHUP');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error; the daemon ends');
    process.exit(EXIT_FAILURE);
  });
  const systemd = SystemdNotify.take(process.env, { run: options.run, log, pid: process.pid });
  log.info('daemon startup');
  const daemon = await start({ log, stop, onReopen: (openAnew) => void reopening.push(openAnew) });
  report(READY);
  await systemd.ready();
  log.info({ reason: await ended.promise }, 'daemon ends');
  await systemd.stopping();
  await daemon.close();
  // Work that was given up may hold the process; nothing of it is waited for.
  systemClock.after(EXIT_MS, () => process.exit(0));
  return 0;
}

/** Tells the parent that waits for us, once; says nothing in the foreground. */
function readyReport(): (text: string) => void {
  let fd = process.env[READY_FD] === undefined ? undefined : Number(process.env[READY_FD]);
  // Children of the daemon must not take themselves for its detached half.
  Reflect.deleteProperty(process.env, READY_FD);
  return (text) => {
    if (fd === undefined) return;
    writeSync(fd, text);
    closeSync(fd);
    fd = undefined;
  };
}

async function checkUser({ name, paths, noUserChecks }: DaemonOptions): Promise<void> {
  const uid = process.getuid?.();
  if (paths.virtual || noUserChecks === true || uid === undefined) return;
  const accounts = await readAccounts();
  const expected = accounts.uidOf(DAEMON_USERS[name].user) ?? 0;
  if (uid === expected) return;
  throw new Error(
    `started with user id ${String(uid)}, but it must run as ${accounts.userOf(expected) ?? String(expected)} (${String(expected)}); start it with daemon-util`,
  );
}

async function startDetached(options: DaemonOptions): Promise<number> {
  const file = daemonLogFile(options.paths, options.name);
  mkdirSync(options.paths.dirs.log, { recursive: true, mode: 0o750 });
  const log = openSync(file, 'a', 0o640);
  let said = '';
  const ready = deferred<undefined>();
  try {
    const entry = process.argv[1];
    if (entry === undefined) throw new Error('the program that was started is unknown; use -f');
    const child = await startChild(process.execPath, [...process.execArgv, entry, ...options.argv], {
      stdio: ['ignore', log, log, 'pipe'],
      detached: true,
      cwd: '/',
      env: { ...definedOnly(process.env), [READY_FD]: '3' },
      onOutput: (_fd, data) => {
        said += data.toString();
        if (said === READY) ready.resolve(undefined);
      },
    });
    const ended = await Promise.race([ready.promise, child.exited]);
    if (ended === undefined) {
      child.release();
      return 0;
    }
    process.stderr.write(`${options.name}: ${said === '' ? `ended before it was ready; see ${file}` : said}\n`);
    return ended.exitCode ?? EXIT_FAILURE;
  } catch (e) {
    process.stderr.write(`${options.name}: ${e instanceof Error ? e.message : String(e)}\n`);
    return EXIT_FAILURE;
  } finally {
    closeSync(log);
  }
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((e): e is [string, string] => e[1] !== undefined));
}
