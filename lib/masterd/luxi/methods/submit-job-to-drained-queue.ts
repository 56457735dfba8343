import type { LuxiHandler } from '../context.js';

/** Puts a job into the queue although it is drained. */
export const submitJobToDrainedQueue: LuxiHandler<'SubmitJobToDrainedQueue'> = ({ job }, { queue }) =>
  queue.submit(job, { evenDrained: true });
