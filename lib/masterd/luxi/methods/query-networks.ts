import { oldQuery } from './old-query.js';
import type { LuxiHandler } from '../context.js';

/** Plain values of networks. */
export const queryNetworks: LuxiHandler<'QueryNetworks'> = ({ names, fields, lock }, { engine }) =>
  oldQuery(engine, 'network', names, fields, lock);
