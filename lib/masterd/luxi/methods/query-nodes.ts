import { oldQuery } from './old-query.js';
import type { LuxiHandler } from '../context.js';

/** Plain values of nodes. */
export const queryNodes: LuxiHandler<'QueryNodes'> = ({ names, fields, lock }, { engine }) =>
  oldQuery(engine, 'node', names, fields, lock);
