import { dirname } from 'node:path';
import type { CommandOptions, CommandResult, CommandRunner } from './exec.js';
import type { Paths } from './paths.js';
import { Programs } from './programs.js';

/** Starts programs of this project (daemon-util, node-daemon-setup...) for the node that this process serves. */
export class OwnPrograms {
  readonly #runner: CommandRunner;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #programs: Programs;

  /** `hostname` is the node's name; `entry` the running program's file. */
  constructor(runner: CommandRunner, paths: Paths, hostname: string, entry: string = process.argv[1] ?? '') {
    this.#runner = runner;
    this.#programs = new Programs(entry);
    this.#environment = {
      HOME: process.env['HOME'] ?? '/root',
      // The package's programs start with "env node"; a checkout may use a node that is not in the clean PATH.
      PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/sbin:/bin`,
      ...(paths.virtual ? { GANETI_ROOTDIR: paths.root, GANETI_HOSTNAME: hostname } : {}),
    };
  }

  /** Whether there is such a program. */
  async has(name: string): Promise<boolean> {
    return (await this.#programs.find(name)) !== undefined;
  }

  /** As CommandRunner.tryRun, in the node's environment; throws when the program is missing. */
  async tryRun(name: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.#runner.tryRun(await this.#programs.require(name), args, {
      ...options,
      env: { ...this.#environment, ...options.env },
    });
  }
}
