import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandRunner } from '../../common/exec.js';
import type { Files } from '../../common/files.js';
import type { Paths } from '../../common/paths.js';

/** Daemons under systemd, where it runs the machine and has our units; never in a virtual cluster. */
export class Systemd {
  readonly #paths: Paths;
  readonly #files: Files;
  readonly #run: CommandRunner;
  #used: Promise<boolean> | undefined;

  constructor(paths: Paths, files: Files, run: CommandRunner) {
    this.#paths = paths;
    this.#files = files;
    this.#run = run;
  }

  /** Whether systemd is process 1 and knows ganeti.target. */
  inUse(): Promise<boolean> {
    this.#used ??= this.#look();
    return this.#used;
  }

  async #look(): Promise<boolean> {
    if (this.#paths.virtual) return false;
    try {
      await stat('/run/systemd/system');
      const result = await this.#run.tryRun('systemctl', ['show', '-pLoadState', 'ganeti.target']);
      return result.stdout.trim() === 'LoadState=loaded';
    } catch {
      // No systemd directory or no systemctl: it does not run this machine.
      return false;
    }
  }

  /** Starts a unit; arguments for this one start go through a file that the unit reads. */
  async start(daemon: string, extra: readonly string[]): Promise<number> {
    const file = join(this.#paths.dirs.data, `${daemon}.onetime.conf`);
    await this.#files.writeAtomic(file, `ONETIME_ARGS=${extra.join(' ')}\n`, { mode: 0o644 });
    try {
      return await this.#systemctl(['start', `${daemon}.service`]);
    } finally {
      await rm(file, { force: true });
    }
  }

  async stop(daemon: string): Promise<number> {
    return this.#systemctl(['stop', `${daemon}.service`]);
  }

  async isActive(daemon: string): Promise<boolean> {
    const result = await this.#run.tryRun('systemctl', ['show', '-pActiveState', `${daemon}.service`]);
    return result.stdout.trim() === 'ActiveState=active';
  }

  startTarget(target: string): Promise<number> {
    return this.#systemctl(['start', target]);
  }

  stopTarget(target: string): Promise<number> {
    return this.#systemctl(['stop', target]);
  }

  /** Restarts the machine's SSH server; a virtual node has none of its own. */
  async restartSsh(): Promise<number> {
    if (this.#paths.virtual) return 0;
    const result = await this.#run.tryRun('/etc/init.d/ssh', ['restart']);
    process.stderr.write(result.stderr);
    return result.exitCode ?? 1;
  }

  async #systemctl(args: readonly string[]): Promise<number> {
    const result = await this.#run.tryRun('systemctl', args);
    process.stderr.write(result.stderr);
    return result.exitCode ?? 1;
  }
}
