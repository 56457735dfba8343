import { dirname, join } from 'node:path';
import type { CommandResult, CommandRunner } from '../common/exec.js';
import type { Paths } from '../common/paths.js';
import type { Remote, RemoteNode, RemoteOptions } from './remote.js';

/** Remote commands inside a virtual cluster: DIR/<node>/cmd, no SSH. */
export class VirtualRemote implements Remote {
  readonly #paths: Paths;
  readonly #runner: CommandRunner;

  constructor(paths: Paths, runner: CommandRunner) {
    this.#paths = paths;
    this.#runner = runner;
  }

  run(node: RemoteNode, argv: readonly string[], options: RemoteOptions = {}): Promise<CommandResult> {
    return this.#runner.tryRun(this.#cmd(node), argv, {
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    });
  }

  interactiveArgv(node: RemoteNode, argv: readonly string[]): readonly string[] {
    return [this.#cmd(node), ...argv];
  }

  copy(node: RemoteNode, path: string): Promise<CommandResult> {
    const target = join(this.#nodeRoot(node), this.#paths.unprefixed(path));
    return this.#runner.tryRun('cp', ['--preserve=mode,timestamps', '--', path, target]);
  }

  #nodeRoot(node: RemoteNode): string {
    return join(dirname(this.#paths.root), node.name);
  }

  #cmd(node: RemoteNode): string {
    return join(this.#nodeRoot(node), 'cmd');
  }
}
