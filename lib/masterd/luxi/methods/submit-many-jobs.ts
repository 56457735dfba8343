import type { LuxiHandler } from '../context.js';

/** Puts several jobs into the queue; one that is invalid refuses them all. */
export const submitManyJobs: LuxiHandler<'SubmitManyJobs'> = async ({ ops }, { queue }) =>
  (await queue.submitMany(ops)).map((id) => [true, id]);
