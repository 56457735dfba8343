import { oldQuery } from './old-query.js';
import type { LuxiHandler } from '../context.js';

/** Plain values of instances. */
export const queryInstances: LuxiHandler<'QueryInstances'> = ({ names, fields, lock }, { engine }) =>
  oldQuery(engine, 'instance', names, fields, lock);
