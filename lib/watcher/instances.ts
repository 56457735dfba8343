import { INSTST_ERRORDOWN, INSTST_NODEDOWN, INSTST_NODEOFFLINE, USER_SOURCE } from '@gnt/constants';
import type { OpId } from '@gnt/opcodes';
import type { Clock } from '../common/clock.js';
import { messageOf } from './errors.js';
import { needsCleanup, type GroupData, type WatchedInstance } from './group-data.js';
import type { WatcherLog } from './log.js';
import { watcherOpcode, type Master, type WatcherOpcode } from './master.js';
import type { Notepad } from './notepad.js';

/** How often something is tried before it is given up. */
export const MAX_TRIES = 5;

/** What is to be done about an instance. */
export type Step =
  | 'restart'
  /** One more failure: say so, once. */
  | 'give-up'
  | 'given-up'
  | 'clean-up'
  /** A job works on it: the next run may find it differently. */
  | 'locked'
  | 'not-cleaned-up'
  /** It runs again, or needs no restart any more. */
  | 'forget'
  | 'nothing';

/** Decides what is to be done about an instance, from its state and what was tried before. */
export function nextStep(
  instance: WatchedInstance,
  tried: { readonly restarts: number; readonly cleanups: number },
  locked: boolean,
): Step {
  if (needsCleanup(instance)) {
    if (locked) return 'locked';
    return tried.cleanups > MAX_TRIES ? 'not-cleaned-up' : 'clean-up';
  }
  if (instance.status === INSTST_ERRORDOWN) {
    if (tried.restarts < MAX_TRIES) return 'restart';
    return tried.restarts === MAX_TRIES ? 'give-up' : 'given-up';
  }
  return tried.restarts > 0 ? 'forget' : 'nothing';
}

/** Whether nothing can be done for an instance where it is. */
export function isHelpless({ status }: WatchedInstance): boolean {
  return status === INSTST_NODEDOWN || status === INSTST_NODEOFFLINE;
}

export interface InstanceCareDependencies {
  readonly master: Pick<Master, 'submit' | 'wait'>;
  readonly notepad: Notepad;
  readonly clock: Clock;
  readonly log: WatcherLog;
}

/** Restarts instances that ought to run and do not, and takes note of those that their users have switched off. */
export class InstanceCare {
  readonly #deps: InstanceCareDependencies;
  constructor(deps: InstanceCareDependencies) {
    this.#deps = deps;
  }

  /** Looks after all instances, one after the other; names of those that were restarted. */
  async all({ instances, locked }: GroupData): Promise<Set<string>> {
    const { notepad, log } = this.#deps;
    for (const name of notepad.prune(new Set(instances.keys())))
      log.debug(`Attempts for instance ${name} are forgotten`);
    const started = new Set<string>();
    for (const instance of instances.values()) {
      if (await this.#one(instance, locked.has(instance.name))) started.add(instance.name);
    }
    return started;
  }

  /** Whether the instance was restarted. */
  async #one(instance: WatchedInstance, locked: boolean): Promise<boolean> {
    const { notepad, log } = this.#deps;
    const { name } = instance;
    const tried = { restarts: notepad.restarts(name), cleanups: notepad.cleanups(name) };
    const step = nextStep(instance, tried, locked);
    switch (step) {
      case 'restart':
        return this.#restart(name, tried.restarts + 1);
      case 'give-up':
        notepad.recordRestart(name);
        log.error(`Instance '${name}' did not come up in ${String(MAX_TRIES)} attempts; it is left alone from now on`);
        return false;
      case 'given-up':
        log.warning(`Instance '${name}' is down and was given up: all attempts are used up`);
        return false;
      case 'clean-up':
        await this.#cleanUp(name);
        return false;
      case 'locked':
        log.info(`Instance '${name}' was switched off by its user; a job works on it, so it is looked at next time`);
        return false;
      case 'not-cleaned-up':
        log.warning(`Instance '${name}' was switched off by its user; cleaning up failed too often and was given up`);
        return false;
      case 'forget':
        notepad.forget(name);
        if (!isHelpless(instance)) log.info(`Instance '${name}' is fine again (${instance.status})`);
        return false;
      case 'nothing':
        return false;
    }
  }

  async #restart(name: string, attempt: number): Promise<boolean> {
    const { notepad, log } = this.#deps;
    log.info(`Instance '${name}' is down: restarting it (attempt #${String(attempt)})`);
    const failure = await this.#run(`Restarting instance ${name}`, {
      OP_ID: 'OP_INSTANCE_STARTUP',
      instance_name: name,
      force: false,
    });
    // Noted in either case: whether it stays up is seen by the next run.
    notepad.recordRestart(name);
    if (failure === undefined) return true;
    log.error(`Instance '${name}' could not be restarted: ${failure}`);
    return false;
  }

  async #cleanUp(name: string): Promise<void> {
    const { notepad, log } = this.#deps;
    log.info(`Instance '${name}' was switched off by its user: cleaning up`);
    const failure = await this.#run(`Cleaning up instance ${name}`, {
      OP_ID: 'OP_INSTANCE_SHUTDOWN',
      instance_name: name,
      admin_state_source: USER_SOURCE,
    });
    if (failure === undefined) {
      if (notepad.cleanups(name) > 0) notepad.forget(name);
      return;
    }
    log.error(`Instance '${name}' could not be cleaned up: ${failure}`);
    notepad.recordCleanup(name);
  }

  /** Runs one opcode; what went wrong, in words. */
  async #run<const Id extends OpId>(why: string, op: WatcherOpcode<Id>): Promise<string | undefined> {
    const { master, clock } = this.#deps;
    try {
      await master.wait(await master.submit([watcherOpcode(clock, why, op)]));
      return undefined;
    } catch (e) {
      return messageOf(e);
    }
  }
}
