import { CONFD, KVMD, MOND, NODED } from '@gnt/constants';
import type { CommandResult } from '../common/exec.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

/** The daemons of every node, in the order in which they are started. The last one ends by itself where it is not needed. */
export const NODE_DAEMONS = [NODED, CONFD, MOND, KVMD] as const;

export interface DaemonsDependencies {
  readonly log: WatcherLog;
  /** Runs daemon-util of this node. */
  readonly daemonUtil: (args: readonly string[]) => Promise<CommandResult>;
  /** Whether a daemon holds its pid file; cheaper than asking daemon-util, which is a program of its own. */
  readonly runs: (daemon: string) => Promise<boolean>;
  /** Whether this installation has a daemon. */
  readonly installed: (daemon: string) => Promise<boolean>;
}

/** This node's daemons, through daemon-util. A failure is an error in the log: whatever else can be done is done. */
export class Daemons {
  readonly #deps: DaemonsDependencies;
  constructor(deps: DaemonsDependencies) {
    this.#deps = deps;
  }

  /** Whether this installation has it. */
  installed(daemon: string): Promise<boolean> {
    return this.#deps.installed(daemon);
  }

  /** Starts a daemon unless it runs; whether it does now. One that is not installed cannot be missed. */
  async ensure(daemon: string): Promise<boolean> {
    if (!(await this.#deps.installed(daemon))) {
      this.#deps.log.debug(`${daemon} is not installed`);
      return false;
    }
    return (await this.#deps.runs(daemon)) || this.#act('check-and-start', daemon);
  }

  stop(daemon: string): Promise<boolean> {
    return this.#act('stop', daemon);
  }

  async #act(action: string, daemon: string): Promise<boolean> {
    const { daemonUtil, log } = this.#deps;
    try {
      const { exitCode, signal, stdout, stderr } = await daemonUtil([action, daemon]);
      if (exitCode === 0) return true;
      const how = exitCode === null ? (signal ?? 'a signal') : `exit code ${String(exitCode)}`;
      log.error(`daemon-util ${action} ${daemon} failed (${how}): ${`${stdout}${stderr}`.trim()}`);
    } catch (e) {
      log.error(`daemon-util ${action} ${daemon} could not be run: ${messageOf(e)}`);
    }
    return false;
  }
}
