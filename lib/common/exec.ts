import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { execa } from 'execa';

/** What a finished command left behind. */
export interface CommandResult {
  readonly argv: readonly string[];
  /** Exit code; null when a signal or the timeout ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is inherited but what is given here and a fixed PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** True gives the child `env` and nothing else, not even a PATH (hooks and OS scripts). */
  readonly bareEnv?: boolean;
  readonly input?: string | Buffer;
  /** Milliseconds until the command is killed (default 10 minutes). */
  readonly timeout?: number;
  /** Bytes of stdout and stderr kept, each (default 16 MiB). */
  readonly maxBuffer?: number;
  readonly signal?: AbortSignal;
  /** File descriptors handed to the child from number 3 on. */
  readonly extraFds?: readonly number[];
  /** File that receives stdout and stderr together instead of the result. */
  readonly outputFd?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** The environment every command starts from; LC_ALL=C keeps parsers honest. */
export const CLEAN_ENV: Readonly<Record<string, string>> = {
  PATH: '/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin',
  LC_ALL: 'C',
};

/** A command that ended other than with exit code 0. */
export class CommandFailed extends Error {
  readonly result: CommandResult;
  constructor(result: CommandResult) {
    const how = result.timedOut
      ? 'timed out'
      : result.signal !== null
        ? `killed by ${result.signal}`
        : `exited with exit code ${String(result.exitCode)}`;
    const said = (result.stderr || result.stdout).trim();
    super(`Command '${result.argv.join(' ')}' ${how}${said ? `: ${said.slice(-2000)}` : ''}`);
    this.name = 'CommandFailed';
    this.result = result;
  }
}

/** Starts processes; handed in, so that tests can record command lines instead. */
export interface CommandRunner {
  /** Runs to the end and returns whatever the exit code; throws only when it could not be started. */
  tryRun(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** As tryRun, but throws CommandFailed unless the exit code is 0. */
  run(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}

/** The one door to processes (style rule 4): argument vectors, no shell, clean environment, bounded time and output. */
export class ExecaRunner implements CommandRunner {
  async tryRun(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const argv = [program, ...args];
    // execa's types know descriptors 0 to 2 only; it passes any number on to node:child_process.
    const out = (options.outputFd ?? 'pipe') as 'pipe';
    const extra = (options.extraFds ?? []) as unknown as readonly 'ignore'[];
    const result = await execa(program, [...args], {
      reject: false,
      extendEnv: false,
      stripFinalNewline: false,
      env: options.bareEnv === true ? { ...options.env } : { ...CLEAN_ENV, ...options.env },
      timeout: options.timeout ?? 600_000,
      maxBuffer: options.maxBuffer ?? 16 * 1024 * 1024,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', out, out, ...extra],
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    if (result.exitCode === undefined && result.signal === undefined && !result.timedOut) {
      throw new Error(
        `Can't run '${argv.join(' ')}': ${result.originalMessage ?? result.shortMessage ?? 'not started'}`,
        {
          cause: result.cause,
        },
      );
    }
    return {
      argv,
      exitCode: result.exitCode ?? null,
      signal: result.signal ?? null,
      timedOut: result.timedOut,
      stdout: typeof result.stdout === 'string' ? result.stdout : '',
      stderr: typeof result.stderr === 'string' ? result.stderr : '',
    };
  }

  async run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const result = await this.tryRun(program, args, options);
    if (result.exitCode !== 0) throw new CommandFailed(result);
    return result;
  }
}

export interface ChildOptions {
  readonly cwd?: string;
  /** The whole environment of the child, as given. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the child's descriptors from 0 on are: ours by number, `ignore` for /dev/null, `inherit`, or a `pipe` to read with `onOutput`. */
  readonly stdio: readonly (number | 'ignore' | 'inherit' | 'pipe')[];
  /** True lets it live on after us, in a session of its own. */
  readonly detached?: boolean;
  readonly uid?: number;
  readonly gid?: number;
  /** Called with what the child writes to descriptor `fd`, when that is a pipe. */
  readonly onOutput?: (fd: number, data: Buffer) => void;
}

/** A child that runs beside us. */
export interface RunningChild {
  readonly pid: number;
  /** Resolves when it has ended. */
  readonly exited: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
  kill(signal: NodeJS.Signals): void;
  /** Lets this process end while the child, or a pipe to it, lives on. */
  release(): void;
  /** Where to write for the child to read, when its descriptor 0 is a pipe. */
  readonly stdin: Writable | null;
}

/** Starts a child and does not wait for it; rejects when the program could not be started. */
export async function startChild(
  program: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<RunningChild> {
  const child = spawn(program, [...args], {
    stdio: [...options.stdio],
    env: { ...options.env },
    detached: options.detached ?? false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const exited = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
  for (const [fd, stream] of child.stdio.entries()) {
    if (fd > 0)
      stream?.on('data', (data: Buffer) => {
        options.onOutput?.(fd, data);
      });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new Error(`Can't start '${[program, ...args].join(' ')}': ${cause.message}`, { cause }));
    });
  });
  return {
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => void child.kill(signal),
    release: () => {
      child.unref();
      for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
    },
    stdin: child.stdin,
  };
}
