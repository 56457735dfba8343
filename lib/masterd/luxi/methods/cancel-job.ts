import { jobNumber, type LuxiHandler } from '../context.js';

/** Takes a job from the queue, or ends it where it can be. */
export const cancelJob: LuxiHandler<'CancelJob'> = ({ job, kill }, { queue }) =>
  queue.cancel(jobNumber(job), kill ?? false);
