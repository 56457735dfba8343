import { oldQuery } from './old-query.js';
import type { LuxiHandler } from '../context.js';

/** Plain values of node groups. */
export const queryGroups: LuxiHandler<'QueryGroups'> = ({ names, fields, lock }, { engine }) =>
  oldQuery(engine, 'group', names, fields, lock);
