import type { LuxiHandler } from '../context.js';

/** Which fields a resource has. */
export const queryFields: LuxiHandler<'QueryFields'> = async ({ what, fields }, { engine }) =>
  engine.queryFields(what, fields);
