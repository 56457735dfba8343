import {
  purgeQueue,
  renameQueueFiles,
  setDrainFlag,
  updateQueueFile,
  withQueueLock,
} from '../backend/files/job-queue.js';
import { done, type Handlers } from './types.js';

/** Calls that keep the job queue here; each holds the queue's lock. */
export const jobqueueHandlers = {
  jobqueue_update: ({ file_name, content }, ctx) =>
    done(withQueueLock(ctx, () => updateQueueFile(ctx, file_name, content))),
  jobqueue_purge: (_args, ctx) => done(withQueueLock(ctx, () => purgeQueue(ctx))),
  jobqueue_rename: ({ rename }, ctx) => withQueueLock(ctx, () => renameQueueFiles(ctx, rename)),
  jobqueue_set_drain_flag: ({ flag }, ctx) => done(withQueueLock(ctx, () => setDrainFlag(ctx, flag))),
} satisfies Handlers;
