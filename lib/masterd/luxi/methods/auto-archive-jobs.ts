import type { LuxiHandler } from '../context.js';

/** Archives jobs that ended long enough ago. */
export const autoArchiveJobs: LuxiHandler<'AutoArchiveJobs'> = ({ age, tmout }, { queue }) =>
  queue.autoArchive(age, tmout);
