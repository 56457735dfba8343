import { jobNumber, type LuxiHandler } from '../context.js';

/** Plain values of jobs. */
export const queryJobs: LuxiHandler<'QueryJobs'> = ({ ids, fields }, { engine }) =>
  engine.plain('job', (ids ?? []).map(jobNumber), fields);
