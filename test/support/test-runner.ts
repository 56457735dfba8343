import {
  ExecaRunner,
  CommandFailed,
  type CommandOptions,
  type CommandResult,
  type CommandRunner,
} from '../../lib/common/exec.js';

/** What a command is answered with; undefined leaves the question to the next rule. */
export type CommandRule = (
  program: string,
  args: readonly string[],
  options: CommandOptions,
) => Partial<CommandResult> | undefined;

/** Runs for real only flock(1) and programs below the given directory; everything else is answered by rules, or fails as a missing program does. */
export class GuardedRunner implements CommandRunner {
  readonly commands: (readonly string[])[] = [];
  readonly #real = new ExecaRunner();
  readonly #directory: () => string;
  readonly #rules: readonly CommandRule[];

  constructor(directory: () => string, rules: readonly CommandRule[] = []) {
    this.#directory = directory;
    this.#rules = rules;
  }

  async tryRun(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    if (program === 'flock' || program.startsWith(`${this.#directory()}/`))
      return this.#real.tryRun(program, args, options);
    const argv = [program, ...args];
    this.commands.push(argv);
    for (const rule of this.#rules) {
      const answer = rule(program, args, options);
      if (answer) return { argv, exitCode: 0, signal: null, timedOut: false, stdout: '', stderr: '', ...answer };
    }
    throw new Error(`Can't run '${argv.join(' ')}': not in this test`);
  }

  async run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const result = await this.tryRun(program, args, options);
    if (result.exitCode !== 0) throw new CommandFailed(result);
    return result;
  }
}
