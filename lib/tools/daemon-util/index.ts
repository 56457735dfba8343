import { access, constants } from 'node:fs/promises';
import { EXIT_FAILURE, EXIT_NOTMASTER, EXIT_SUCCESS } from '@gnt/constants';
import { systemClock } from '../../common/clock.js';
import { DaemonControl, daemonOf, MASTER_DAEMONS } from '../../common/daemon-control.js';
import type { DaemonName } from '../../common/daemon-users.js';
import { ExecaRunner } from '../../common/exec.js';
import { systemFiles } from '../../common/files.js';
import { Paths } from '../../common/paths.js';
import { Programs } from '../../common/programs.js';
import { Systemd } from './systemd.js';

/** What the actions work with. */
interface ActionContext {
  readonly paths: Paths;
  readonly control: DaemonControl;
  readonly programs: Programs;
  readonly systemd: Systemd;
  readonly say: (line: string) => void;
}

/** An action: its arguments, and what it does; the number is the exit code. */
interface Action {
  readonly usage: string;
  readonly run: (ctx: ActionContext, args: readonly string[]) => Promise<number>;
}

/** A fault in how the program was called or in what it found, in words. */
class DaemonUtilError extends Error {}

function daemonArgument(args: readonly string[]): DaemonName {
  const [name] = args;
  if (name === undefined) throw new DaemonUtilError('Missing daemon name.');
  const daemon = daemonOf(name);
  if (daemon === undefined) throw new DaemonUtilError(`Unknown daemon name '${name}'`);
  return daemon;
}

async function start(ctx: ActionContext, daemon: DaemonName, extra: readonly string[] = []): Promise<number> {
  if (await ctx.systemd.inUse()) return ctx.systemd.start(daemon, extra);
  return ctx.control.start(daemon, extra);
}

async function stop(ctx: ActionContext, daemon: DaemonName): Promise<void> {
  if (await ctx.systemd.inUse()) await ctx.systemd.stop(daemon);
  else await ctx.control.stop(daemon);
}

async function isRunning(ctx: ActionContext, daemon: DaemonName): Promise<boolean> {
  if (await ctx.systemd.inUse()) return ctx.systemd.isActive(daemon);
  return (await ctx.control.pidOf(daemon)) !== undefined;
}

/** Empty when the exit code of a start is no failure; not being the master is none. */
function startProblem(code: number): string | undefined {
  return code === EXIT_SUCCESS || code === EXIT_NOTMASTER ? undefined : `exit code ${String(code)}`;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'check-config': {
    usage: 'whether this machine is part of a cluster',
    async run(ctx) {
      const file = ctx.paths.file('serverPem');
      try {
        await access(file, constants.F_OK);
        return EXIT_SUCCESS;
      } catch {
        throw new DaemonUtilError(`Missing configuration file ${file}`);
      }
    },
  },
  'check-exitcode': {
    usage: '<code>: what the exit code of a daemon start means',
    async run(ctx, [code]) {
      if (code === undefined) throw new DaemonUtilError('Missing exit code.');
      if (Number(code) === EXIT_NOTMASTER) ctx.say('not master');
      const problem = startProblem(Number(code));
      if (problem !== undefined) ctx.say(problem);
      return Promise.resolve(problem === undefined ? EXIT_SUCCESS : EXIT_FAILURE);
    },
  },
  'use-systemctl': {
    usage: 'whether systemd looks after the daemons',
    run: async (ctx) => ((await ctx.systemd.inUse()) ? EXIT_SUCCESS : EXIT_FAILURE),
  },
  'daemon-pidfile': {
    usage: '<name>: path of its pid file',
    async run(ctx, args) {
      ctx.say(ctx.paths.pidFile(daemonArgument(args)));
      return Promise.resolve(EXIT_SUCCESS);
    },
  },
  'daemon-executable': {
    usage: '<name>: path of its program',
    async run(ctx, args) {
      ctx.say(await ctx.programs.require(daemonArgument(args)));
      return EXIT_SUCCESS;
    },
  },
  'list-start-daemons': {
    usage: 'daemons in starting order',
    run: async (ctx) => list(ctx, await ctx.control.startOrder()),
  },
  'list-stop-daemons': {
    usage: 'daemons in stopping order',
    run: async (ctx) => list(ctx, await ctx.control.stopOrder()),
  },
  'is-daemon-name': {
    usage: '<name>: whether there is such a daemon',
    async run(_ctx, args) {
      daemonArgument(args);
      return Promise.resolve(EXIT_SUCCESS);
    },
  },
  check: {
    usage: '<name>: whether it runs',
    run: async (ctx, args) => ((await isRunning(ctx, daemonArgument(args))) ? EXIT_SUCCESS : EXIT_FAILURE),
  },
  start: { usage: '<name> [arguments]: start it', run: (ctx, args) => start(ctx, daemonArgument(args), args.slice(1)) },
  stop: {
    usage: '<name>: stop it',
    async run(ctx, args) {
      await stop(ctx, daemonArgument(args));
      return EXIT_SUCCESS;
    },
  },
  'check-and-start': {
    usage: '<name>: start it unless it runs',
    async run(ctx, args) {
      const daemon = daemonArgument(args);
      if (await isRunning(ctx, daemon)) return EXIT_SUCCESS;
      if (await ctx.systemd.inUse())
        throw new DaemonUtilError(`${daemon} supervised by systemd but not running, will not restart.`);
      return ctx.control.start(daemon);
    },
  },
  'start-master': {
    usage: "start the master's daemons",
    async run(ctx) {
      if (await ctx.systemd.inUse()) return ctx.systemd.startTarget('ganeti-master.target');
      const installed = await ctx.control.startOrder();
      for (const daemon of MASTER_DAEMONS.filter((d) => installed.includes(d))) {
        const code = await ctx.control.start(daemon);
        if (code !== EXIT_SUCCESS) return code;
      }
      return EXIT_SUCCESS;
    },
  },
  'stop-master': {
    usage: "stop the master's daemons",
    async run(ctx) {
      if (await ctx.systemd.inUse()) return ctx.systemd.stopTarget('ganeti-master.target');
      const installed = await ctx.control.stopOrder();
      for (const daemon of installed.filter((d) => MASTER_DAEMONS.includes(d))) await ctx.control.stop(daemon);
      return EXIT_SUCCESS;
    },
  },
  'start-all': {
    usage: 'start all daemons of this node',
    async run(ctx) {
      if (await ctx.systemd.inUse()) await ctx.systemd.startTarget('ganeti.target');
      for (const daemon of await ctx.control.startOrder()) {
        const problem = startProblem(await start(ctx, daemon));
        if (problem !== undefined) throw new DaemonUtilError(`${daemon}: ${problem}`);
      }
      return EXIT_SUCCESS;
    },
  },
  'stop-all': {
    usage: 'stop all daemons of this node',
    async run(ctx) {
      if (await ctx.systemd.inUse()) return ctx.systemd.stopTarget('ganeti.target');
      for (const daemon of await ctx.control.stopOrder()) await ctx.control.stop(daemon);
      return EXIT_SUCCESS;
    },
  },
  'rotate-logs': {
    usage: '<name>: have it open its log anew',
    async run(ctx, args) {
      await ctx.control.rotateLogs(daemonArgument(args));
      return EXIT_SUCCESS;
    },
  },
  'rotate-all-logs': {
    usage: 'have all daemons open their logs anew',
    async run(ctx) {
      for (const daemon of await ctx.control.stopOrder()) await ctx.control.rotateLogs(daemon);
      return EXIT_SUCCESS;
    },
  },
  'reload-ssh-keys': { usage: 'have the SSH server read its keys anew', run: (ctx) => ctx.systemd.restartSsh() },
};

async function list(ctx: ActionContext, daemons: readonly DaemonName[]): Promise<number> {
  for (const daemon of daemons) ctx.say(daemon);
  return Promise.resolve(EXIT_SUCCESS);
}

/** Runs one action of daemon-util and returns its exit code. */
export async function runDaemonUtil(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const complain = (text: string): number => {
    process.stderr.write(`${text}\n`);
    return EXIT_FAILURE;
  };
  if (name === undefined || name === '-h' || name === '--help') {
    const lines = Object.entries(ACTIONS).map(([action, { usage }]) => `  ${action.padEnd(18)} ${usage}`);
    const text = ['Usage: daemon-util <action>', ...lines].join('\n');
    if (name === undefined) return complain(text);
    process.stdout.write(`${text}\n`);
    return EXIT_SUCCESS;
  }
  if (!Object.hasOwn(ACTIONS, name)) return complain(`Unknown command: ${name}`);
  const paths = new Paths(process.env['GANETI_ROOTDIR']);
  const run = new ExecaRunner();
  const programs = new Programs(process.argv[1] ?? 'daemon-util');
  const control = new DaemonControl({ paths, files: systemFiles, run, clock: systemClock, programs, env: process.env });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    return (
      (await ACTIONS[name]?.run(
        { paths, control, programs, systemd: new Systemd(paths, systemFiles, run), say },
        args,
      )) ?? EXIT_FAILURE
    );
  } catch (e) {
    return complain(e instanceof Error ? e.message : String(e));
  }
}
