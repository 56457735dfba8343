import type { CommandRunner } from '../common/exec.js';
import { isStill, LockBusy, lockFile, type HeldLock } from '../common/flock.js';
import { messageOf } from './errors.js';
import type { WatcherLog } from './log.js';

/**
 * Locks a state file, made when it is missing; undefined, with an error in the log, when another process has it. The one
 * who had it before may have replaced it between our opening and our locking: then the new one is taken.
 */
export async function openStateFile(run: CommandRunner, path: string, log: WatcherLog): Promise<HeldLock | undefined> {
  for (;;) {
    let lock: HeldLock;
    try {
      lock = await lockFile(run, path);
    } catch (e) {
      if (!(e instanceof LockBusy)) throw e;
      log.error(`Another process looks after this node group: ${messageOf(e)}`);
      return undefined;
    }
    if (await isStill(path, lock)) return lock;
    await lock.release();
  }
}
