import { EXIT_FAILURE, EXIT_NODESETUP_ERROR, EXIT_NOTMASTER, EXIT_SUCCESS } from '@gnt/constants';
import { isA } from '@gnt/protocol';
import { lockFile, type HeldLock } from '../common/flock.js';
import { takeWatcherPause } from '../common/watcher-pause.js';
import type { WatcherContext } from './context.js';
import { messageOf, NotMaster } from './errors.js';
import { watchGroup } from './group.js';
import { watchNode } from './node.js';
import type { WatcherOptions } from './options.js';

/** Held shared by all watchers of this node; who holds it alone keeps them from running. */
export const WATCHER_LOCK = '/var/lock/ganeti-watcher.lock';

/** One run of the watcher; returns its exit code. What it did is in its log. */
export async function runWatcher(context: WatcherContext, options: WatcherOptions): Promise<number> {
  const { log } = context;
  if (!options.ignorePause && (await takeWatcherPause(context)) !== null) {
    log.debug('The watcher is paused; nothing is done');
    return EXIT_SUCCESS;
  }
  let lock: HeldLock;
  try {
    lock = await lockFile(context.run, context.paths.local(WATCHER_LOCK), { shared: true });
  } catch (e) {
    log.error(`Nothing is done: ${messageOf(e)}`);
    return EXIT_SUCCESS;
  }
  try {
    if (options.nodeGroup !== undefined) return await watchGroup(context, options.nodeGroup, options);
    return await watchNode(context, options, lock.handle.fd);
  } catch (e) {
    return failed(context, e);
  } finally {
    await lock.release();
  }
}

function failed({ log }: WatcherContext, error: unknown): number {
  if (error instanceof NotMaster) {
    log.debug(`This is not the master: ${error.message}`);
    return EXIT_NOTMASTER;
  }
  if (isA(error, 'ResolverError')) {
    log.error(messageOf(error));
    return EXIT_NODESETUP_ERROR;
  }
  if (isA(error, 'JobQueueFull')) log.error('The job queue is full: nothing can be done for instances and disks');
  else if (isA(error, 'JobQueueDrainError'))
    log.error('The job queue is drained: nothing can be done for instances and disks');
  else {
    log.error(messageOf(error));
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
