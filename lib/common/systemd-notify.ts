import type { CommandRunner } from './exec.js';
import type { Logger } from './log.js';

const SOCKET = 'NOTIFY_SOCKET';
const TIMEOUT_MS = 10_000;

export interface SystemdNotifyDependencies {
  readonly run: CommandRunner;
  readonly log: Logger;
  readonly pid: number;
}

/**
 * Tells systemd how a daemon is, where it wants to know (a unit of Type=notify with NotifyAccess=all): Node cannot write to
 * its socket, so systemd-notify(1) does (decision 13). A failure is a warning in the log: the daemon works without.
 */
export class SystemdNotify {
  readonly #deps: SystemdNotifyDependencies;
  readonly #socket: string | undefined;

  private constructor(socket: string | undefined, deps: SystemdNotifyDependencies) {
    this.#socket = socket;
    this.#deps = deps;
  }

  /** Takes the socket's address out of an environment: it is not meant for programs that the daemon starts. */
  static take(env: Record<string, string | undefined>, deps: SystemdNotifyDependencies): SystemdNotify {
    const socket = env[SOCKET];
    Reflect.deleteProperty(env, SOCKET);
    return new SystemdNotify(socket === '' ? undefined : socket, deps);
  }

  /** The daemon does its work from now on. */
  ready(): Promise<void> {
    return this.#tell('READY=1', `MAINPID=${String(this.#deps.pid)}`);
  }

  /** The daemon ends. */
  stopping(): Promise<void> {
    return this.#tell('STOPPING=1');
  }

  async #tell(...variables: string[]): Promise<void> {
    if (this.#socket === undefined) return;
    const { run, log } = this.#deps;
    try {
      await run.run('systemd-notify', variables, { env: { [SOCKET]: this.#socket }, timeout: TIMEOUT_MS });
    } catch (err) {
      log.warn({ err, variables }, 'systemd could not be told');
    }
  }
}
