import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandOptions, CommandResult, CommandRunner } from './exec.js';
import type { Paths } from './paths.js';

/** Where the Debian package puts programs that are not commands for users. */
const INSTALLED = ['/usr/lib/ganeti', '/usr/lib/ganeti/tools', '/usr/sbin', '/usr/bin'];

/** Starts programs of this project (daemon-util, node-daemon-setup...) for the node that this process serves. */
export class OwnPrograms {
  readonly #runner: CommandRunner;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #folders: readonly string[];

  /** `hostname` is the node's name; `entry` the running program's file, whose neighbours are tried first. */
  constructor(runner: CommandRunner, paths: Paths, hostname: string, entry: string | undefined = process.argv[1]) {
    this.#runner = runner;
    this.#environment = {
      HOME: process.env['HOME'] ?? '/root',
      // The package's programs start with "env node"; a checkout may use a node that is not in the clean PATH.
      PATH: `${dirname(process.execPath)}:/usr/sbin:/usr/bin:/sbin:/bin`,
      ...(paths.virtual ? { GANETI_ROOTDIR: paths.root, GANETI_HOSTNAME: hostname } : {}),
    };
    const home = entry === undefined ? undefined : dirname(dirname(realpathSync(entry)));
    this.#folders = [...(home === undefined ? [] : [join(home, 'bin'), join(home, 'daemons')]), ...INSTALLED];
  }

  /** The file of a program; throws when it is installed nowhere. */
  path(name: string): string {
    const found = this.#folders.map((f) => join(f, name)).find((p) => existsSync(p));
    if (found === undefined) throw new Error(`Program '${name}' is in none of ${this.#folders.join(', ')}`);
    return found;
  }

  /** As CommandRunner.tryRun, in the node's environment. */
  tryRun(name: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.#runner.tryRun(this.path(name), args, { ...options, env: { ...this.#environment, ...options.env } });
  }
}
