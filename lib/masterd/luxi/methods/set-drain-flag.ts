import type { LuxiHandler } from '../context.js';

/** Refuses new jobs, or takes them again. */
export const setDrainFlag: LuxiHandler<'SetDrainFlag'> = async ({ flag }, { queue }) => {
  await queue.setDrained(flag);
  return true;
};
