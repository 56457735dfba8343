import { jobNumber, type LuxiHandler } from '../context.js';

/** Changes the priority of what a job has not done yet; any number goes, as in the original. */
export const changeJobPriority: LuxiHandler<'ChangeJobPriority'> = ({ job, priority }, { queue }) =>
  queue.changePriority(jobNumber(job), priority);
