import { purgeQueue, renameQueueFiles, setDrainFlag, updateQueueFile } from '../backend/files/job-queue.js';
import { done } from './types.js';
/** Calls that keep the job queue here; each holds the queue's lock. */
export const jobqueueHandlers = {
    jobqueue_update: ({ file_name, content }, ctx) => 
    // Versions of one file stay in order; different files are written side by side.
    done(ctx.exclusive.run(`queue ${file_name}`, () => ctx.queueLock.run(() => updateQueueFile(ctx, file_name, content)))),
    jobqueue_purge: (_args, ctx) => done(ctx.queueLock.run(() => purgeQueue(ctx))),
    jobqueue_rename: ({ rename }, ctx) => ctx.queueLock.run(() => renameQueueFiles(ctx, rename)),
    jobqueue_set_drain_flag: ({ flag }, ctx) => done(ctx.queueLock.run(() => setDrainFlag(ctx, flag))),
};
