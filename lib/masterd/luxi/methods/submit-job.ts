import type { LuxiHandler } from '../context.js';

/** Puts a job into the queue. */
export const submitJob: LuxiHandler<'SubmitJob'> = ({ job }, { queue }) => queue.submit(job);
